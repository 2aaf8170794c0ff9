/** The slice of a comparison: the answers at the end of the shown chat that are shown side by side. */
import type { Comparison } from '../../main/shared/contract/comparisons.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import { withPiece } from '../../main/shared/message/parts.ts';
import type { AnyEvent } from '../../main/shared/rpc/client.ts';

/**
 * What an event changes in a comparison; `undefined` if the event is about no answer of it, and `null` if it shows that another
 * event was missed.
 */
export const comparedHappened = (comparison: Comparison, event: AnyEvent): Comparison | null | undefined => {
  switch (event.name) {
    case 'turn.moved': {
      const { messageId, phase } = event.data;
      return find(comparison, messageId) === undefined
        ? undefined
        : { ...comparison, phases: { ...comparison.phases, [messageId]: phase } };
    }
    case 'turn.wrote': {
      const answer = find(comparison, event.data.messageId);
      if (answer === undefined) return undefined;
      const parts = withPiece(answer.parts, event.data);
      return parts === null ? null : withAnswer(comparison, { ...answer, parts });
    }
    case 'turn.rethought': {
      const answer = find(comparison, event.data.messageId);
      return answer && withAnswer(comparison, { ...answer, parts: [...event.data.parts] });
    }
    case 'turn.finished': {
      const { message } = event.data;
      if (find(comparison, message.id) === undefined) return undefined;
      const { [message.id]: _, ...phases } = comparison.phases;
      return { ...withAnswer(comparison, message), phases };
    }
    case 'turn.measured': {
      const { message } = event.data;
      return find(comparison, message.id) && withAnswer(comparison, message);
    }
    default:
      return undefined;
  }
};

const find = ({ answers }: Comparison, id: string): Message | undefined =>
  answers.find((answer) => answer.id === id);

const withAnswer = (comparison: Comparison, answer: Message): Comparison => ({
  ...comparison,
  answers: comparison.answers.map((known) => (known.id === answer.id ? answer : known)),
});

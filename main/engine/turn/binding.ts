/** What the text of an answer is bound to. */
import { Fault } from '../../shared/grammar/fault.ts';
import type { Network } from '../../shared/grammar/network.ts';
import { networkOfFormat } from '../../shared/grammar/response-format.ts';
import type { TurnRequest } from '../../shared/engine/request.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { WrittenAnswer } from '../answer/written-answer.ts';
import { BoundAnswer, type Scope } from '../grammar/bound-answer.ts';
import { RefusedFile } from '../process/refused-file.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/** The network that the text must follow; `null`: it is free. Throws `RefusedFile` with a sentence if it cannot be followed. */
export const networkOfTurn = ({ book }: LoadedEngine, { responseFormat }: TurnRequest): Network | null => {
  if (responseFormat === null) return null;
  try {
    const network = networkOfFormat(responseFormat);
    if (network !== null && book !== null) throw new RefusedFile(say('answer.format-guide'));
    return network;
  } catch (error) {
    throw error instanceof Fault ? new RefusedFile(error.told, { cause: error }) : error;
  }
};

/** Binds `answer` to `network`. Call it before the first token is sampled. */
export const boundTo = (
  { model, template, answers }: LoadedEngine,
  { thinking }: TurnRequest,
  network: Network,
  answer: WrittenAnswer,
  scope?: Scope,
): BoundAnswer => {
  const isOff = thinking.on === false && template.thinking.switchable;
  const { open, isFromTemplate } = answers.format;
  // A model whose template has no thoughts must not begin some only because little else fits.
  const mayThink = !isOff && isFromTemplate && open !== '' && answer.isInText && answer.body === '';
  return new BoundAnswer(model, answers, network, mayThink && scope?.isLazy !== true, scope);
};

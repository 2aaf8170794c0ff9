/** What binds the calls of an answer. */
import { Fault } from '../../shared/grammar/fault.ts';
import { networkOf, type Network } from '../../shared/grammar/network.ts';
import { call, optional, type Grammar, type Sequence } from '../../shared/grammar/rules.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { OfferedTools, Tool } from '../../shared/engine/tools.ts';
import type { AnswerTokens } from '../answer/answer-tokens.ts';
import { anyText, callGrammar } from './call-rules.ts';
import type { CallFormat } from './call-format.ts';
import { markOf } from './mark-rules.ts';

/** Before the calls of an answer in parts: thoughts, and the header that names a call. */
export const leadOf = (answers: AnswerTokens, names: Set<string>): Sequence => {
  const { format } = answers;
  if (format.channels === null) return [];
  const mark = (text: string): Sequence => markOf(answers.spelled(text, names));
  const start = mark(format.channels.start);
  return [
    optional(...mark(format.open), call(anyText), ...mark(format.close), ...start),
    optional(...mark('<|channel|>commentary')),
  ];
};

/**
 * The network of calls. `isWhole`: the answer must be calls, or what `otherwise` allows. `null` if it would be too large, which leaves
 * calls free. Throws `Fault` if they must be bound and cannot.
 */
export const callNetwork = (
  format: CallFormat,
  { tools, choice, areParallel }: OfferedTools,
  lead: Sequence,
  isWhole: boolean,
  otherwise?: Grammar,
): Network | null => {
  const chosen = typeof choice === 'object' ? tools.filter(({ name }) => name === choice.name) : tools;
  const rules = { areParallel, lead, ...(otherwise === undefined ? {} : { otherwise }) };
  const mustBind = isWhole || chosen.some(({ isStrict }) => isStrict === true);
  for (const some of [
    chosen,
    ...(chosen.some(({ isStrict }) => isStrict) ? [] : [chosen.map(anyArguments)]),
  ]) {
    const network = networkOf(callGrammar(format, some, rules));
    if (!('why' in network)) return network;
  }
  if (mustBind) throw new Fault(say('format.too-large', { kind: 'schema' }));
  return null;
};

const anyArguments = (tool: Tool): Tool => ({ ...tool, parameters: { type: 'object' } });

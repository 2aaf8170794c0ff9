/** How the answer of a turn calls tools. */
import type { Token } from 'node-llama-cpp';
import type { TurnRequest } from '../../shared/engine/request.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { CallReading } from '../answer/written-answer.ts';
import { CallSplitter } from '../calls/call-splitter.ts';
import { Offered } from '../calls/offered.ts';
import { spelledFormat, type SpelledFormat } from '../calls/spelled-format.ts';
import type { AnswerTokens } from '../answer/answer-tokens.ts';
import { RefusedFile } from '../process/refused-file.ts';
import type { LoadedEngine } from './loaded-engine.ts';

export interface TurnCalls {
  /** `null`: the answer must not call any. */
  reading: CallReading | null;
  /** Tokens that must not be sampled. */
  never: readonly Token[];
}

const spelled = new WeakMap<AnswerTokens, SpelledFormat>();

/** `null` if the turn offers no tools. Throws `RefusedFile` with a sentence if the model cannot call any. */
export const callsOfTurn = (engine: LoadedEngine, { program, messages }: TurnRequest): TurnCalls | null => {
  const offered = program?.tools;
  if (offered === undefined || offered.tools.length === 0 || program?.rawPrompt !== undefined) return null;
  if (engine.book !== null) throw new RefusedFile(say('answer.tools-guide'));
  const { answers, template, model } = engine;
  const known = spelled.get(answers) ?? spelledFormat(answers, template.calls.format);
  spelled.set(answers, known);
  const { format, names } = known;
  if (offered.choice === 'none') {
    // A mark that is ordinary text is text then.
    const [mark] = model.tokenize(template.calls.format.first.trim(), true, 'trimLeadingSpace');
    const isSpecial = mark !== undefined && names.has(model.detokenize([mark], true));
    return { reading: null, never: isSpecial ? [mark] : [] };
  }
  const tools = new Offered(offered.tools);
  const used = new Set(messages.flatMap(({ calls = [] }) => calls.map(({ id }) => id)));
  const idFor = (written: string | null): string => {
    let id = written ?? '';
    while (!/^[\w.:-]{1,64}$/.test(id) || used.has(id)) id = randomId();
    used.add(id);
    return id;
  };
  const isInHeaders = answers.format.channels !== null;
  return {
    reading: {
      around: (splitter) => new CallSplitter(splitter, format, tools, isInHeaders, idFor),
      names,
    },
    never: [],
  };
};

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** 9 letters and digits, which every template accepts. */
const randomId = (): string =>
  Array.from({ length: 9 }, () => digits[Math.floor(Math.random() * digits.length)]).join('');

/** How the answer of a turn calls tools. */
import type { Token } from 'node-llama-cpp';
import type { TurnRequest } from '../../shared/engine/request.ts';
import type { OfferedTools } from '../../shared/engine/tools.ts';
import { Fault } from '../../shared/grammar/fault.ts';
import type { Network } from '../../shared/grammar/network.ts';
import { grammarOfFormat } from '../../shared/grammar/response-format.ts';
import type { Sequence } from '../../shared/grammar/rules.ts';
import { say } from '../../shared/words/catalogue.ts';
import { special } from '../answer/answer-marks.ts';
import type { AnswerTokens } from '../answer/answer-tokens.ts';
import type { CallReading } from '../answer/written-answer.ts';
import { callNetwork, leadOf } from '../calls/call-network.ts';
import { CallSplitter } from '../calls/call-splitter.ts';
import { Offered } from '../calls/offered.ts';
import { spelledFormat, type SpelledFormat } from '../calls/spelled-format.ts';
import type { Scope } from '../grammar/bound-answer.ts';
import { RefusedFile } from '../process/refused-file.ts';
import type { LoadedEngine } from './loaded-engine.ts';

export interface TurnCalls {
  /** `null`: the answer must not call any. */
  reading: CallReading | null;
  /** Tokens that must not be sampled. */
  never: readonly Token[];
  /** What the calls are bound to; `null`: nothing. */
  bound: { network: Network; scope: Scope } | null;
  /** The answer must be calls, or what its format allows. */
  isWhole: boolean;
}

/** What is known of the calls of a model. */
interface Known extends SpelledFormat {
  lead: Sequence;
  marks: ReadonlyMap<Token, readonly number[]>;
  /** The networks of the last turns, by what they were made from. */
  networks: Map<string, Network | null>;
}

const known = new WeakMap<AnswerTokens, Known>();
const mostNetworks = 8;

const knownOf = ({ answers, template, model }: LoadedEngine): Known => {
  const found = known.get(answers);
  if (found !== undefined) return found;
  const { format, names } = spelledFormat(answers, template.calls.format);
  const all = new Set(names);
  const lead = leadOf(answers, all);
  const marks = new Map<Token, readonly number[]>();
  for (const name of all) {
    const [token, ...others] = model.tokenize(name, true, 'trimLeadingSpace');
    if (token !== undefined && others.length === 0)
      marks.set(
        token,
        [...special(name)].map((char) => char.codePointAt(0)!),
      );
  }
  const made: Known = { format, names: all, lead, marks, networks: new Map() };
  known.set(answers, made);
  return made;
};

/** `null` if the turn offers no tools. Throws `RefusedFile` with a sentence if the model cannot call any, or not as it must. */
export const callsOfTurn = (engine: LoadedEngine, turn: TurnRequest): TurnCalls | null => {
  const { program, messages } = turn;
  const offered = program?.tools;
  if (offered === undefined || offered.tools.length === 0 || program?.rawPrompt !== undefined) return null;
  if (engine.book !== null) throw new RefusedFile(say('answer.tools-guide'));
  const { answers, template, model } = engine;
  const { choice, tools } = offered;
  const ofModel = knownOf(engine);
  const { format, names, marks } = ofModel;
  if (choice === 'none') {
    // A mark that is ordinary text is text then.
    const [mark] = model.tokenize(template.calls.format.first.trim(), true, 'trimLeadingSpace');
    return {
      reading: null,
      never: mark !== undefined && marks.has(mark) ? [mark] : [],
      bound: null,
      isWhole: false,
    };
  }
  if (typeof choice === 'object' && !tools.some(({ name }) => name === choice.name))
    throw new RefusedFile(say('answer.tool-unknown', { name: choice.name }));
  const used = new Set(messages.flatMap(({ calls = [] }) => calls.map(({ id }) => id)));
  const idFor = (written: string | null): string => {
    let id = written ?? '';
    while (!/^[\w.:-]{1,64}$/.test(id) || used.has(id)) id = randomId();
    used.add(id);
    return id;
  };
  const isInHeaders = answers.format.channels !== null;
  const byName = new Offered(tools);
  const isWhole = choice !== 'auto' || turn.responseFormat !== null;
  const network = networkFor(ofModel, offered, turn, isWhole);
  const isBare = format.first.trim() === '';
  const scope: Scope = isWhole
    ? {
        isOpen: (answer) => isInHeaders || answer.isInText,
        textOf: (answer) => (isInHeaders ? '' : answer.body),
        isLazy: false,
        marks,
      }
    : {
        // Without marks, an answer in JSON is a call only once it names a tool.
        isOpen: ({ callText, calls }) => callText !== null && (!isBare || calls.length > 0),
        textOf: ({ callText }) => callText ?? '',
        isLazy: true,
        marks,
      };
  return {
    reading: { around: (splitter) => new CallSplitter(splitter, format, byName, isInHeaders, idFor), names },
    never: [],
    bound: network === null ? null : { network, scope },
    isWhole,
  };
};

const networkFor = (
  { format, lead, networks }: Known,
  offered: OfferedTools,
  { responseFormat }: TurnRequest,
  isWhole: boolean,
): Network | null => {
  const key = JSON.stringify([offered, responseFormat]);
  const made = networks.get(key);
  if (made !== undefined) return made;
  try {
    const otherwise =
      offered.choice === 'auto' && responseFormat !== null
        ? grammarOfFormat(responseFormat)?.grammar
        : undefined;
    const network = callNetwork(format, offered, isWhole ? lead : [], isWhole, otherwise);
    networks.set(key, network);
    if (networks.size > mostNetworks) networks.delete(networks.keys().next().value!);
    return network;
  } catch (error) {
    throw error instanceof Fault ? new RefusedFile(error.told, { cause: error }) : error;
  }
};

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** 9 letters and digits, which every template accepts. */
const randomId = (): string =>
  Array.from({ length: 9 }, () => digits[Math.floor(Math.random() * digits.length)]).join('');

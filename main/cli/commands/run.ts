import { readFileSync } from 'node:fs';
import { duration, speed, tokens } from '../../shared/format/figures.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { ask, type Answer, type AskMessage, type Question } from '../session/ask.ts';
import { defineCommand, exitCodes, type Context } from '../session/command.ts';
import { converse } from '../session/converse.ts';
import { nameToAsk } from '../session/models.ts';
import { numberOf, refuseBoth } from '../session/parse.ts';
import type { Session } from '../session/session.ts';
import { withSession } from '../session/with-session.ts';

/** In UTF-16 code units, as the longest message of a chat. */
const longestPrompt = 2_000_000;

export const run = defineCommand({
  name: 'run',
  operands: 'MODEL [PROMPT…]',
  least: 1,
  most: Infinity,
  completes: 'models',
  options: {
    system: { kind: 'value', value: 'TEXT' },
    schema: { kind: 'value', value: 'FILE', completes: 'files' },
    grammar: { kind: 'value', value: 'FILE', completes: 'files' },
    temperature: { kind: 'value', value: 'N' },
    seed: { kind: 'value', value: 'N' },
    longest: { kind: 'value', value: 'N' },
    keep: { kind: 'value', value: 'MINUTES' },
    think: { kind: 'value', value: 'HOW', completes: ['on', 'off', 'low', 'medium', 'high'] },
    json: { kind: 'switch' },
    verbose: { kind: 'switch', short: 'v' },
  },
  run: async (context, [given, ...words], values) => {
    refuseBoth({ schema: values.schema !== null, grammar: values.grammar !== null });
    const { terminal } = context;
    const options: Options = {
      system: values.system,
      json: values.json,
      verbose: values.verbose,
      fields: {
        ...some(
          'temperature',
          numberOf('temperature', values.temperature, { from: 0, to: 2, isWhole: false }),
        ),
        ...some('seed', numberOf('seed', values.seed, { from: 0, to: 4_294_967_294 })),
        ...some('max_tokens', numberOf('longest', values.longest, { from: 1, to: 1_000_000 })),
        ...some('json_schema', values.schema === null ? null : schemaIn(values.schema)),
        ...some('grammar', values.grammar === null ? null : textIn(values.grammar)),
        ...some('keep_alive', keptSeconds(values.keep)),
        ...thinkingOf(values.think),
      },
    };
    const isConversation = words.length === 0 && terminal.isInteractive && !options.json;
    const prompt = isConversation ? null : await promptOf(context, words);
    return withSession(context, 'any', async (session) => {
      const model = await nameToAsk(session, given!);
      if (prompt !== null)
        return answerOnce(context, session, { ...options, model }, [{ role: 'user', content: prompt }]);
      await converse(context, (messages, stop) =>
        tellAnswer({ ...context, stop }, session, { ...options, model }, messages),
      );
      return exitCodes.done;
    });
  },
});

interface Options {
  system: string | null;
  json: boolean;
  verbose: boolean;
  fields: Omit<Question, 'model' | 'messages'>;
}

const some = <Name extends string, Value>(name: Name, value: Value | null): { [N in Name]?: Value } =>
  value === null ? {} : ({ [name]: value } as { [N in Name]?: Value });

const keptSeconds = (minutes: string | null): number | null => {
  const given = numberOf('keep', minutes, { from: 0, to: 525_600, isWhole: false });
  return given === null ? null : given * 60;
};

const thinkingOf = (think: string | null): Pick<Question, 'enable_thinking' | 'reasoning_effort'> => {
  if (think === null) return {};
  return think === 'on' || think === 'off'
    ? { enable_thinking: think === 'on' }
    : { reasoning_effort: think };
};

/** Throws `Refusal` if the file cannot be read. */
const textIn = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Refusal('cli.no-file', {
      path,
      reason: (error as NodeJS.ErrnoException).code ?? String(error),
    });
  }
};

/** Throws `Refusal` if the file has no object of JSON. */
const schemaIn = (path: string): object => {
  try {
    const schema: unknown = JSON.parse(textIn(path));
    if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema;
  } catch (error) {
    if (error instanceof Refusal) throw error;
  }
  throw new Refusal('cli.not-json', { path });
};

/** The words of the command line, and what comes over stdin if that is no terminal. Throws `Refusal` if there is nothing. */
const promptOf = async ({ terminal, stop }: Context, words: readonly string[]): Promise<string> => {
  let piped = '';
  if (terminal.input.isTTY !== true) {
    terminal.input.setEncoding('utf8');
    for await (const piece of terminal.input as AsyncIterable<string>) {
      piped += piece;
      if (piped.length > longestPrompt) throw new Refusal('cli.prompt-too-long', { most: longestPrompt });
      if (stop.aborted) break;
    }
  }
  const prompt = [words.join(' '), piped].filter((text) => text.trim() !== '').join('\n\n');
  if (prompt === '') throw new Refusal('cli.no-prompt');
  return prompt;
};

const answerOnce = async (
  context: Context,
  session: Session,
  options: Options & { model: string },
  messages: AskMessage[],
): Promise<number> => {
  const answer = await tellAnswer(context, session, options, messages);
  if (context.stop.aborted) return exitCodes.interrupted;
  const isBound = options.fields.json_schema !== undefined || options.fields.grammar !== undefined;
  if (!isBound || answer.finish === 'stop') return exitCodes.done;
  context.terminal.note(cliWords.notBound);
  return exitCodes.failed;
};

/** Asks, and writes the answer while it comes: its text to stdout, everything else to stderr. */
const tellAnswer = async (
  { terminal, stop }: Context,
  session: Session,
  { model, system, json, verbose, fields }: Options & { model: string },
  messages: readonly AskMessage[],
): Promise<Answer> => {
  const progress = terminal.progress();
  const ends = session.on('engine.changed', ({ engine: { state, loadProgress, modelName } }) => {
    if (state === 'loading' || state === 'tuning')
      progress.show(loadProgress, cliWords.loading(modelName ?? ''));
  });
  let last: 'thoughts' | 'text' | null = null;
  const begin = (kind: 'thoughts' | 'text'): void => {
    progress.clear();
    // What follows thoughts begins on a line of its own.
    if (last === 'thoughts' && kind === 'text') terminal.noteText('\n\n');
    last = kind;
  };
  try {
    const all: AskMessage[] = [
      ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
      ...messages,
    ];
    const answer = await ask(
      session,
      { model, messages: all, ...fields },
      (piece) => {
        if (piece.kind === 'prefill') progress.show(piece.done / piece.total, cliWords.prefill);
        else if (!json) {
          begin(piece.kind);
          if (piece.kind === 'text') terminal.write(piece.text);
          else terminal.noteText(terminal.dim(piece.text));
        }
      },
      stop,
    );
    progress.clear();
    if (json) terminal.json(jsonOf(answer, fields.json_schema !== undefined));
    else if (!answer.text.endsWith('\n')) terminal.write('\n');
    if (answer.finish === 'length') terminal.note(cliWords.cut);
    if (verbose) for (const line of figureLines(answer)) terminal.note(terminal.dim(line));
    return answer;
  } finally {
    ends();
    progress.clear();
  }
};

/** One object, with the figures under the names that the server has for them. */
const jsonOf = ({ model, text, thoughts, finish, figures }: Answer, isJson: boolean): object => ({
  model,
  answer: text,
  ...(isJson ? { value: parsed(text) } : {}),
  ...(thoughts === '' ? {} : { thoughts }),
  finish,
  ...figures,
});

/** `null` if the answer was cut. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const figureLines = ({ figures: { usage, timings, hearth } }: Answer): string[] => {
  const { figures: words } = cliWords;
  const { prompt_n: fresh, prompt_ms: prefillMs, predicted_ms: decodeMs } = timings;
  const decoded = timings.predicted_per_second;
  return [
    words.prompt(tokens(usage.prompt_tokens_details.cached_tokens), tokens(fresh)),
    words.prefill(duration(prefillMs), speed(fresh, prefillMs)),
    words.decode(
      tokens(usage.completion_tokens),
      duration(decodeMs),
      decoded === undefined ? null : speed(decoded, 1000),
    ),
    ...(hearth.restored_ms > 0 ? [words.restored(duration(hearth.restored_ms))] : []),
    ...(hearth.why_not_more === null ? [] : [words.why(hearth.why_not_more)]),
  ];
};

/** The engine's own parts in this process, without messages, so that a test sees what the KV cache holds. */
import type { Token } from 'node-llama-cpp';
import type { Thinking } from '../../main/contract/types.ts';
import {
  openSampling,
  openThinking,
  type FromEngine,
  type PromptMessage,
  type TurnRequest,
} from '../../main/engine/protocol.ts';
import { prepareNext, readDraft } from '../../main/engine/process/idle.ts';
import { loadEngine } from '../../main/engine/process/load.ts';
import type { LoadedEngine } from '../../main/engine/process/loaded-engine.ts';
import { renderPrompt } from '../../main/engine/process/prompt.ts';
import { runTurn } from '../../main/engine/process/turn.ts';
import type { StopSign } from '../../main/engine/process/stop-sign.ts';
import { plainConfig } from './engine-under-test.ts';

/** Stops a turn after so many sampled tokens, exactly: the sign is looked at once for each. */
const afterTokens = (count: number) => {
  let left = Infinity;
  const sign: StopSign = {
    get stopped() {
      return --left <= 0;
    },
  } as StopSign;
  return { sign, begin: () => (left = count) };
};

const never: StopSign = { stopped: false };

export interface LocalOptions {
  folder: string;
  contextLength?: number;
  sequences?: number;
  budgetBytes?: number;
  speculative?: boolean;
  draftModelPath?: string | null;
  /** In place of the file's own. */
  chatTemplate?: string;
  temperature?: number;
  /** Has the guide write what it likes, and not its answers alone. */
  freely?: boolean;
}

export class LocalEngine {
  readonly #path: string;
  readonly #options: LocalOptions;
  #engine: LoadedEngine;
  #turns = 0;

  private constructor(path: string, options: LocalOptions, engine: LoadedEngine) {
    this.#path = path;
    this.#options = options;
    this.#engine = engine;
  }

  static async open(path: string, options: LocalOptions): Promise<LocalEngine> {
    return new LocalEngine(path, options, await loadAt(path, options));
  }

  /** What it says of how it runs; `null` where all is as wanted. */
  get note(): string | null {
    return this.#engine.note;
  }

  get cache(): LoadedEngine['cache'] {
    return this.#engine.cache;
  }

  /** Runs a turn of at most `count` tokens, greedily, and checks what the KV cache holds afterwards. */
  async turn(
    chatId: string,
    messages: PromptMessage[],
    count = 12,
    overflow: 'shift' | 'stop' = 'stop',
    thinking: Partial<Thinking> = {},
  ) {
    const { sign, begin } = afterTokens(count);
    const turnId = `${chatId}-answer-${this.#turns++}-${Math.random().toString(36).slice(2)}`;
    const sampled = await runTurn(
      this.#engine,
      this.#request(chatId, turnId, messages, overflow, thinking),
      sign,
      ({ kind }) => {
        if (kind === 'first-token') begin();
      },
    );
    const hot = this.cache.hot.find((one) => one.chatId === chatId);
    return { ...sampled, held: [...(hot?.sequence.contextTokens ?? [])] as number[] };
  }

  /** An answer to `messages` of these very tokens instead of those that the model would choose; each is evaluated. */
  async answer(
    messages: PromptMessage[],
    text: string,
    thinking: Partial<Thinking> = {},
  ): Promise<Awaited<ReturnType<typeof runTurn>> & { posted: FromEngine[]; held: number[] }> {
    const script = this.#engine.model.tokenize(text, true);
    const { sequence } = this.cache.hot[0]!;
    const own = sequence.evaluate.bind(sequence);
    sequence.evaluate = async function* (input) {
      for (let pending = input; script.length > 0;) {
        await sequence.evaluateWithoutGeneratingNewTokens(pending);
        const given = yield script.shift()!;
        pending = given as Token[];
      }
    };
    const posted: FromEngine[] = [];
    try {
      const ended = await runTurn(
        this.#engine,
        this.#request('scripted', `answer-${this.#turns++}`, messages, 'stop', thinking),
        { stopped: false },
        (message) => posted.push(message),
      );
      return { ...ended, posted, held: [...sequence.contextTokens] as number[] };
    } finally {
      sequence.evaluate = own;
    }
  }

  #request(
    chatId: string,
    turnId: string,
    messages: PromptMessage[],
    overflow: 'shift' | 'stop',
    thinking: Partial<Thinking> = {},
  ): TurnRequest {
    return {
      turnId,
      chatId,
      messages,
      overflow,
      sampling: { ...openSampling, temperature: this.#options.temperature ?? 0 },
      longestAnswer: null,
      thinking: { ...openThinking, ...thinking },
      speculative: this.#options.speculative ?? false,
    };
  }

  /** `text` with the special tokens in it. */
  tokens(text: string): number[] {
    return this.#engine.model.tokenize(text, true) as unknown as number[];
  }

  /** The tokens that the next answer to `messages` is sampled from. */
  promptTokens(messages: PromptMessage[]): number[] {
    return renderPrompt(this.#engine.model, this.#engine.template, messages, {})
      .tokens as unknown as number[];
  }

  /** The probability of each likely next token after `tokens`, read from a cold start. */
  async odds(tokens: number[]): Promise<Map<number, number>> {
    const { sequence } = this.cache.hot[0]!;
    await sequence.clearHistory();
    const answer = sequence.evaluateWithMetadata(
      tokens as Token[],
      { probabilities: true },
      { temperature: 0 },
    );
    for await (const { probabilities } of answer) return probabilities as Map<number, number>;
    throw new Error('nothing was sampled');
  }

  async prepare(chatId: string, messages: PromptMessage[]): Promise<void> {
    await prepareNext(this.#engine, chatId, messages, openThinking, never);
  }

  /** Reads a draft and says how much of it was read. */
  async draft(chatId: string | null, messages: PromptMessage[], draft: string): Promise<number> {
    let read = 0;
    await readDraft(this.#engine, chatId, messages, openThinking, draft, never, (message) => {
      if (message.kind === 'draft') read = message.done;
    });
    return read;
  }

  async save(): Promise<void> {
    await this.cache.saveAll(never);
  }

  /** Ends the engine, with its last snapshots or as a kill would, and starts it again. */
  async restart(how: 'quit' | 'kill'): Promise<void> {
    if (how === 'quit') await this.save();
    await this.#engine.dispose();
    this.#engine = await loadAt(this.#path, this.#options);
  }

  close(): Promise<void> {
    return this.#engine.dispose();
  }
}

/** Every prefill counts as slow, so that states are worth their files however small the model is. */
const asIfSlow = (engine: LoadedEngine): LoadedEngine => {
  const fixed = (value: number) => ({ get: () => value, set: () => undefined });
  Object.defineProperties(engine.cache.speeds, { prefill: fixed(100), restore: fixed(1e9) });
  return engine;
};

const loadAt = async (
  modelPath: string,
  { folder, contextLength, sequences, budgetBytes, draftModelPath, chatTemplate, freely }: LocalOptions,
): Promise<LoadedEngine> => {
  const engine = asIfSlow(
    await loadEngine(
      plainConfig(modelPath, {
        // Very small models write faster with one than with two that wait for each other.
        threads: 1,
        contextLength: contextLength ?? 2048,
        draftModelPath: draftModelPath ?? null,
        chatTemplate: chatTemplate ?? null,
        sequences: sequences ?? 1,
        snapshots: { folder, budgetBytes: budgetBytes ?? 1e9 },
      }),
      () => undefined,
    ),
  );
  return freely ? { ...engine, book: null } : engine;
};

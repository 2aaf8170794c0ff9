/** Chats through the app's engine process: a cold start, a second turn, away and back, and a restart of the engine. */
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '../../../main/shared/contract/engine.ts';
import {
  answered,
  load,
  user,
  type EngineUnderTest,
  type Turn,
} from '../../fixtures/engine/engine-under-test.ts';
import { fillerText } from '../workload.ts';
import type { Work } from './plan.ts';

/** One turn, as it looks from outside the engine process. */
interface ChatTurn {
  name: string;
  /** From the request to the first token, in ms. */
  firstTokenMs: number;
  cachedTokens: number;
  newTokens: number;
  prefillMs: number;
  /** Restoring the chat's state from disk, in ms; 0 if it was not. */
  restoreMs: number;
  /** Saving the state of the chat whose place was needed, in ms; 0 if nothing was saved. */
  saveMs: number;
}

export interface Loaded {
  ms: number;
  /** A measurement that fits the engine to the machine is in it. */
  wasTuned: boolean;
  device: string;
  backend: Backend;
  gpuLayers: number;
  layers: number;
  contextLength: number;
  batchSize: number;
  flashAttention: boolean;
  /** Why a wanted GPU is not in use. */
  note: string | null;
}

export interface ChatFigures {
  firstLoad: Loaded;
  /** In another process, with what the first one left on disk. */
  secondLoad: Loaded | null;
  turns: ChatTurn[];
  /** The state of the long chat on disk; `null` if the engine saw no use in saving it. */
  state: { bytes: number; bytesPerToken: number } | null;
}

interface Options {
  modelPath: string;
  folder: string;
  work: Work;
  /** Layers on the GPU; `null`: as the engine chooses. */
  gpuLayers: number | null;
  /** Backends that ended the engine. */
  avoid: Backend[];
}

/** Loads the model as the app does at its start. */
export const loadModel = async ({
  modelPath,
  folder,
  work,
  gpuLayers,
  avoid,
}: Options): Promise<{ engine: EngineUnderTest; loaded: Loaded }> => {
  const startedAt = performance.now();
  const engine = await load(modelPath, {
    backend: null,
    avoid,
    gpuLayers,
    tunes: gpuLayers === null ? 'once' : 'never',
    contextLength: work.contextLength,
    snapshots: { folder, budgetBytes: 32e9 },
  });
  const {
    backend,
    device,
    gpuLayers: placed,
    layers,
    contextLength,
    batchSize,
    flashAttention,
  } = engine.model;
  return {
    engine,
    loaded: {
      ms: performance.now() - startedAt,
      wasTuned: engine.wasTuned(),
      device,
      backend,
      gpuLayers: placed,
      layers,
      contextLength,
      batchSize,
      flashAttention,
      note: engine.note === null ? null : sentenceOf(engine.note),
    },
  };
};

/** A chat with a long first question; each turn is asked in the chat so far. */
const ask = async (
  { engine, run }: EngineUnderTest,
  name: string,
  chatId: string,
  messages: ReturnType<typeof user>[],
  work: Work,
): Promise<{ turn: ChatTurn; ended: Turn }> => {
  const startedAt = performance.now();
  let firstTokenMs = NaN;
  const ended = await run(messages, {
    chatId,
    longestAnswer: work.answerTokens,
    onMessage: ({ kind }) => {
      if (kind === 'first-token') firstTokenMs = performance.now() - startedAt;
    },
  });
  if (ended.timings === null || ended.trace === null) {
    engine.kill();
    throw new Error(`the turn "${name}" gave no figures: ${ended.problem ?? ended.ending}`);
  }
  const { cachedTokens, newTokens, prefillMs } = ended.timings;
  const { restoreMs, makeRoomMs } = ended.trace;
  // Nothing was written in less than this.
  const saveMs = makeRoomMs < 0.1 ? 0 : makeRoomMs;
  return { turn: { name, firstTokenMs, cachedTokens, newTokens, prefillMs, restoreMs, saveMs }, ended };
};

const stateOf = (folder: string, chatId: string): number | null => {
  const states = readdirSync(folder).filter(
    (name) => name.startsWith(`${chatId}.`) && name.endsWith('.state'),
  );
  return states.length === 0 ? null : Math.max(...states.map((name) => statSync(join(folder, name)).size));
};

/** Runs them all; `onFigures` gets what is known after each turn, so that a step that is cut short keeps it. */
export const runChats = async (
  options: Options,
  onFigures: (figures: ChatFigures) => void,
): Promise<void> => {
  const { folder, work } = options;
  let { engine, loaded } = await loadModel(options);
  const figures: ChatFigures = { firstLoad: loaded, secondLoad: null, turns: [], state: null };
  onFigures(figures);
  const long = [user(fillerText(1, work.chatTokens))];
  const next = async (name: string, chatId: string, messages: ReturnType<typeof user>[]): Promise<void> => {
    const { turn, ended } = await ask(engine, name, chatId, messages, work);
    messages.push(answered(ended));
    figures.turns.push(turn);
    onFigures(figures);
  };
  const question = (): ReturnType<typeof user> => user(fillerText(figures.turns.length + 2, 20));

  // Kernels that are compiled at their first use, and buffers that grow, are not what a chat waits for every day.
  await ask(engine, 'warm-up', 'warm-up', [user(fillerText(99, work.chatTokens / 4))], work);
  engine.engine.post({ kind: 'forget-chat', chatId: 'warm-up' });
  await engine.settled();
  await next('cold', 'long', long);
  long.push(question());
  await next('second turn', 'long', long);
  await next('another chat', 'other', [question()]);
  long.push(question());
  await next('back in the first chat', 'long', long);

  // The engine writes what is in memory when nothing happened for a while.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await engine.settled();
  const bytes = stateOf(folder, 'long');
  if (bytes !== null) figures.state = { bytes, bytesPerToken: engine.cache().bytesPerToken };
  await engine.quit();
  ({ engine, loaded } = await loadModel(options));
  figures.secondLoad = loaded;
  long.push(question());
  await next('after a restart', 'long', long);
  await engine.quit();
};

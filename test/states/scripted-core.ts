/**
 * A core without an engine: speaks the contract over a port in memory and follows a scenario's script. Enough of the
 * real one for every state of the window; its answers come in pieces on a clock.
 */
import type { CallName, OpenedChat } from '../../main/contract/contract.ts';
import type { BenchmarkRun } from '../../main/contract/lens-types.ts';
import type {
  Chat,
  ChatWarmth,
  DeletedChat,
  Ending,
  Message,
  Notice,
  Settings,
  SnapshotUsage,
  Timings,
  TurnPhase,
} from '../../main/contract/types.ts';
import type { CallMessage } from '../../main/rpc/port.ts';
import { defaultSettings } from '../../main/default-settings.ts';
import type { OpenPort, WindowPort } from '../../renderer/connection.ts';
import { pause, type Emit, type Handlers } from './handlers.ts';
import { benchmarkRuns as sampleRuns } from './sample-benchmarks.ts';
import { ceilings, processorCeilings } from './sample-ceilings.ts';
import type { Scenario } from './scenarios.ts';
import { createScriptedLoading } from './scripted-loading.ts';
import { createScriptedModels } from './scripted-models.ts';

interface Running {
  answer: Message;
  phase: TurnPhase;
  isStopped: boolean;
}

const forever = new Promise<never>(() => undefined);

/** Makes the many messages and chats that a scenario asks for. */
const enlarge = (scenario: Scenario): void => {
  const { many, chatCount, chats, messages } = scenario;
  const [question, answer] = messages;
  if (many && question && answer)
    scenario.messages = Array.from({ length: many.turns }, (_, turn) => {
      const parts = { versions: [`q${turn}`], id: `q${turn}`, parentId: turn === 0 ? null : `a${turn - 1}` };
      const paragraphs = Array.from({ length: many.paragraphs }, (_unused, at) =>
        `Paragraph ${at + 1} of answer ${turn + 1}. `.repeat(1 + ((turn * 7 + at * 3) % 5)).trim(),
      );
      return [
        { ...question, ...parts, text: `Question ${turn + 1}?` },
        {
          ...answer,
          id: `a${turn}`,
          parentId: `q${turn}`,
          versions: [`a${turn}`],
          reasoning: '',
          text: paragraphs.join('\n\n'),
        },
      ];
    }).flat();
  if (chatCount !== undefined)
    scenario.chats = Array.from({ length: chatCount }, (_, at) => ({
      ...chats[0]!,
      ...(at === 0 ? {} : { id: `many-${at}`, title: `Chat ${at}`, updatedAt: chats[0]!.updatedAt - at }),
    }));
};

export const createScriptedCore = (scenario: Scenario) => {
  let settings: Settings = { ...defaultSettings, ...scenario.settings };
  enlarge(scenario);
  const chats = new Map(scenario.chats.map((chat) => [chat.id, chat]));
  const deleted = new Map<string, { chat: Chat; deletedAt: number }>(
    (scenario.deleted ?? [])
      .map((title, index): [string, { chat: Chat; deletedAt: number }] => [
        `deleted-${index}`,
        {
          chat: { ...chats.get('chat-0')!, id: `deleted-${index}`, title },
          deletedAt: Date.now() - (index + 1) * 17 * 3_600_000,
        },
      ])
      .toReversed(),
  );
  const deletedChats = (): DeletedChat[] =>
    [...deleted.values()].toReversed().map(({ chat: { id, title }, deletedAt }) => ({
      id,
      title,
      messages: paths.get(id)?.length ?? 0,
      deletedAt,
      purgeAt: deletedAt + 30 * 86_400_000,
    }));
  const messages = new Map(scenario.messages.map((message) => [message.id, message]));
  const paths = new Map<string, string[]>();
  for (const { id, chatId } of scenario.messages) paths.set(chatId, [...(paths.get(chatId) ?? []), id]);
  const running = new Map<string, Running>();
  const warmth = new Map<string, ChatWarmth>((scenario.warmth ?? []).map((one) => [one.chatId, one]));
  let usage: SnapshotUsage = scenario.usage ?? { bytes: 0, count: 0 };
  /** The draft that is being read; another one ends it. */
  let draft: symbol | null = null;
  let notices: Notice[] = scenario.notices ?? [];
  const told: string[] = [];
  let nextId = 100;
  let listener: ((message: unknown) => void) | null = null;
  let closeListeners: (() => void)[] = [];

  const post = (message: unknown): void => {
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => listener?.(copy));
  };
  const emit: Emit = (name, data) => post({ kind: 'event', name, data });

  const loading = createScriptedLoading(scenario, emit);

  const add = (parts: Partial<Message> & { chatId: string; role: Message['role'] }): Message => {
    const id = `s${nextId++}`;
    const siblings = [...messages.values()].filter(
      ({ chatId, parentId, role }) =>
        chatId === parts.chatId && parentId === (parts.parentId ?? null) && role === parts.role,
    );
    const versions = [...siblings.map((sibling) => sibling.id), id];
    const message: Message = {
      id,
      parentId: null,
      text: '',
      reasoning: '',
      modelName: parts.role === 'model' ? loading.engine().modelName : null,
      createdAt: Date.now(),
      ending: parts.role === 'model' ? null : 'finished',
      problem: null,
      timings: null,
      ...parts,
      versions,
    };
    for (const sibling of siblings) messages.set(sibling.id, { ...sibling, versions });
    messages.set(id, message);
    return message;
  };

  const begin = (chatId: string, before: string[], added: Message[]): void => {
    const answer = added.at(-1)!;
    paths.set(chatId, [...before, ...added.map(({ id }) => id)]);
    const turn: Running = { answer, phase: { name: 'waiting' }, isStopped: false };
    running.set(chatId, turn);
    emit('turn.started', { chatId, messages: added });
    void run(turn);
  };

  const move = (turn: Running, phase: TurnPhase): void => {
    turn.phase = phase;
    emit('turn.moved', { chatId: turn.answer.chatId, messageId: turn.answer.id, phase });
  };

  const write = async (turn: Running, field: 'text' | 'reasoning', whole: string): Promise<void> => {
    const size = scenario.piece ?? 4;
    for (let at = 0; at < whole.length && !turn.isStopped; at += size) {
      const { id, chatId } = turn.answer;
      const text = whole.slice(at, at + size);
      turn.answer[field] += text;
      emit('turn.wrote', { chatId, messageId: id, field, at, text });
      const tokens = Math.ceil((at + size) / 4);
      if (tokens % 10 === 0) move(turn, { name: 'decode', tokens, ms: 46.7 * (tokens - 1) });
      await pause(scenario.tokenMs ?? 20);
    }
  };

  const run = async (turn: Running): Promise<void> => {
    const startedAt = performance.now();
    if (scenario.holdAt === 'waiting') await forever;
    await pause(80);
    const { cached, total, step, stepMs } = scenario.prefill ?? {
      cached: 40,
      total: 120,
      step: 40,
      stepMs: 60,
    };
    for (let done = 0; done < total && !turn.isStopped; done += step) {
      move(turn, { name: 'prefill', done, total, cached, leftMs: 45 * (total - done) });
      if (scenario.holdAt === 'prefill' && done > total / 3) await forever;
      await pause(stepMs);
    }
    const firstAt = performance.now();
    if (!turn.isStopped) move(turn, { name: 'decode' });
    if (scenario.answerReasoning) await write(turn, 'reasoning', scenario.answerReasoning);
    const thoughtAt = performance.now();
    const lost = scenario.end === 'engine-lost' || scenario.holdAt === 'decode';
    await write(turn, 'text', lost ? scenario.answer.slice(0, 900) : scenario.answer);
    if (scenario.holdAt === 'decode') await forever;
    const endedAt = performance.now();
    finish(turn, turn.isStopped ? 'stopped' : (scenario.end ?? 'finished'), {
      cachedTokens: cached,
      newTokens: total,
      prefillMs: firstAt - startedAt - 80,
      firstTokenMs: firstAt - startedAt,
      decodeTokens: Math.ceil((turn.answer.reasoning.length + turn.answer.text.length) / 4),
      decodeMs: endedAt - firstAt,
      ...(scenario.answerReasoning
        ? {
            thoughts: {
              tokens: Math.ceil(turn.answer.reasoning.length / 4),
              ms: thoughtAt - firstAt,
              textAfterMs: turn.answer.text === '' ? null : thoughtAt - firstAt + 10,
            },
          }
        : {}),
      reuse: { from: cached > 0 ? 'hot' : 'none', restoreMs: 0, cause: null, messageId: null },
    });
  };

  const readDraft = async (chatId: string | null, text: string): Promise<void> => {
    const own = Symbol(text);
    draft = own;
    const used = (chatId === null ? null : warmth.get(chatId)?.tokens) ?? 0;
    const total = used + Math.ceil(text.length / 4);
    for (let step = 0; step <= 4; step++) {
      const done = Math.round(used + ((total - used) * step) / 4);
      emit('draft.moved', { chatId, draft: text, done, total, promptTokens: total });
      await pause(100);
      if (draft !== own) return;
      if (scenario.holdAt === 'draft' && step === 2) await forever;
    }
  };

  const finish = (turn: Running, ending: Ending, timings: Message['timings']): void => {
    const { chatId } = turn.answer;
    const message: Message = { ...turn.answer, ending, timings: ending === 'engine-lost' ? null : timings };
    messages.set(message.id, message);
    running.delete(chatId);
    if (timings) count(timings);
    emit('turn.finished', { chatId, message, finishedAt: performance.now() });
    const read = timings ? timings.cachedTokens + timings.newTokens + timings.decodeTokens : null;
    warmth.set(chatId, { chatId, temperature: 'hot', waitMs: 20, tokens: read, isCounted: true });
    emit('cache.changed', { warmth: [...warmth.values()] });
  };

  /** As a row of its own, which the window adds to those of the same day. */
  const count = ({ firstTokenMs, ...timings }: Timings): void => {
    const day = new Date().toLocaleDateString('sv');
    const firstTokensMs = firstTokenMs === null ? [] : [firstTokenMs];
    const turn = {
      ...timings,
      day,
      modelName: loading.engine().modelName ?? '',
      turns: 1,
      writtenTokens: timings.writtenTokens ?? timings.decodeTokens,
      telling: { newTokens: timings.newTokens, prefillMs: timings.prefillMs },
      firstTokensMs,
      savedMs: 0,
    };
    lens.statistics = [...lens.statistics, turn];
  };

  const open = (chatId: string): OpenedChat => {
    const chat = chats.get(chatId);
    if (!chat) throw new Error('This chat is no longer there.');
    return {
      chat,
      messages: (paths.get(chatId) ?? []).map((id) => messages.get(id)!),
      phase: running.get(chatId)?.phase ?? null,
    };
  };
  const change = (chat: Chat): void => {
    chats.set(chat.id, chat);
    emit('chat.changed', { chat });
  };
  const upTo = (chatId: string, id: string | null): string[] => {
    const path = paths.get(chatId) ?? [];
    return id === null ? [] : path.slice(0, path.indexOf(id) + 1);
  };

  const lens = scenario.lens ?? { ceilings: null, benchmarkRuns: [], statistics: [] };
  let stopMeasuring = (): void => undefined;
  /** Takes two seconds, unless it is stopped; says whether it was. */
  const measure = async (what: 'calibration' | 'benchmark'): Promise<boolean> => {
    let isStopped = false;
    stopMeasuring = () => (isStopped = true);
    for (let step = 0; step <= 20 && !isStopped; step += 1) {
      const measuring = { what, progress: step / 20, step: `Step ${step} of 20` };
      emit('measuring.moved', { measuring });
      await pause(100);
    }
    emit('measuring.moved', { measuring: null });
    return isStopped;
  };

  const sent: string[] = [];
  const models = createScriptedModels(scenario, emit, (what) => void sent.push(what));

  const handlers: Handlers = {
    greet: () => ({
      app: {
        version: '0.1.0',
        shell: 'browser',
        platform: 'linux',
        cores: 8,
        canPickFiles: scenario.canPickFiles ?? true,
        hasBin: scenario.hasBin ?? true,
        tokenStore: 'key-store',
        hasHubToken: false,
        modelFolder: '/home/ada/.local/share/hearth/models',
        dataFolder: '/home/ada/.local/share/hearth',
      },
      chats: [...chats.values()],
      engine: loading.engine(),
      settings,
      warmth: [...warmth.values()],
      running: [...running.keys()],
      drafts: [],
      notices,
    }),
    openChat: ({ chatId }) => open(chatId),
    clock: () => performance.now(),
    ceilings: () => lens.ceilings,
    calibrate: async () => {
      if (await measure('calibration')) throw new Error('The measurement was stopped.');
      lens.ceilings = loading.engine().model?.backend === 'cpu' ? processorCeilings : ceilings;
      return lens.ceilings;
    },
    benchmark: async () => {
      const isComplete = !(await measure('benchmark'));
      const [first] = sampleRuns as [BenchmarkRun];
      const rows = isComplete ? first.rows : first.rows.slice(0, 2);
      const id = `run-${nextId++}`;
      const benchmarkRun = { ...first, id, startedAt: Date.now(), isComplete, rows };
      lens.benchmarkRuns = [benchmarkRun, ...lens.benchmarkRuns];
      return benchmarkRun;
    },
    ...loading.calls,
    openModel: async (args) => {
      if (args.whileAnswering === 'stop') for (const turn of running.values()) turn.isStopped = true;
      while (running.size > 0) await pause(50);
      return loading.calls.openModel(args);
    },
    ...models,
    stopMeasuring: () => stopMeasuring(),
    benchmarkRuns: () => lens.benchmarkRuns,
    deleteBenchmarkRun: ({ id }) => {
      lens.benchmarkRuns = lens.benchmarkRuns.filter((one) => one.id !== id);
    },
    statistics: () => lens.statistics,
    misdatedAnswers: () => lens.misdatedAnswers ?? 0,
    turnAnatomy: () => null,
    chatWork: () => ({ turns: 0, prefill: null, decode: null }),
    notePaint: () => undefined,
    dismissNotice: ({ id }) => {
      notices = notices.filter((notice) => notice.id !== id);
      emit('notices.changed', { notices });
    },
    renameChat: ({ chatId, title }) => change({ ...chats.get(chatId)!, title }),
    deleteChat: ({ chatId }) => {
      deleted.set(chatId, { chat: chats.get(chatId)!, deletedAt: Date.now() });
      chats.delete(chatId);
      emit('chat.deleted', { chatId });
      emit('deletedChats.changed', { deletedChats: deletedChats() });
    },
    restoreChat: ({ chatId }) => {
      change(deleted.get(chatId)!.chat);
      deleted.delete(chatId);
      emit('deletedChats.changed', { deletedChats: deletedChats() });
    },
    deletedChats,
    purgeChat: ({ chatId }) => {
      deleted.delete(chatId);
      emit('deletedChats.changed', { deletedChats: deletedChats() });
    },
    purgeDeletedChats: () => {
      deleted.clear();
      emit('deletedChats.changed', { deletedChats: deletedChats() });
    },
    startTurn: ({ chatId, text }) => {
      const time = Date.now();
      const owner = chatId ?? `n${nextId++}`;
      const chat = chats.get(owner) ?? {
        id: owner,
        title: text.slice(0, 40),
        createdAt: time,
        updatedAt: time,
        overflow: 'shift' as const,
        firstKeptId: null,
        thinking: null,
      };
      change({ ...chat, updatedAt: time });
      const path = paths.get(owner) ?? [];
      const asked = add({ chatId: owner, role: 'user', text, parentId: path.at(-1) ?? null });
      const answer = add({ chatId: owner, role: 'model', parentId: asked.id });
      begin(owner, path, [asked, answer]);
      return { chatId: owner, messageId: asked.id, answerId: answer.id, receivedAt: performance.now() };
    },
    regenerate: ({ messageId }) => {
      const { chatId, parentId } = messages.get(messageId)!;
      const answer = add({ chatId, role: 'model', parentId });
      begin(chatId, upTo(chatId, parentId), [answer]);
      return { answerId: answer.id, receivedAt: performance.now() };
    },
    editMessage: ({ messageId, text }) => {
      const { chatId, parentId } = messages.get(messageId)!;
      const asked = add({ chatId, role: 'user', text, parentId });
      const answer = add({ chatId, role: 'model', parentId: asked.id });
      begin(chatId, upTo(chatId, parentId), [asked, answer]);
      return { messageId: asked.id, answerId: answer.id, receivedAt: performance.now() };
    },
    selectVersion: ({ messageId }) => {
      const { chatId, parentId } = messages.get(messageId)!;
      paths.set(chatId, [...upTo(chatId, parentId), messageId]);
      return open(chatId);
    },
    stopTurn: ({ chatId }) => {
      const turn = running.get(chatId);
      if (turn) turn.isStopped = true;
    },
    pickModelFile: () => '/home/ada/models/another.gguf',
    changeSettings: (patch) => {
      settings = { ...settings, ...(patch as Partial<Settings>) };
      emit('settings.changed', { settings });
      return settings;
    },
    setOverflow: ({ chatId, overflow }) => change({ ...chats.get(chatId)!, overflow }),
    setThinking: ({ chatId, thinking }) => {
      if (chatId !== null) change({ ...chats.get(chatId)!, thinking });
      const { model } = loading.engine();
      if (model === null) return;
      settings = { ...settings, thinking: { ...settings.thinking, [model.path]: thinking } };
      emit('settings.changed', { settings });
    },
    continueFromSummary: ({ chatId }) =>
      handlers.startTurn({ chatId: null, text: `Summary of “${chats.get(chatId)!.title}”` }),
    saveDraft: () => undefined,
    readDraft: ({ chatId, text }) => {
      told.push(`read ${text}`);
      void readDraft(chatId, text);
    },
    dropDraft: () => {
      told.push('drop');
      draft = null;
    },
    snapshotUsage: () => usage,
    clearSnapshots: () => {
      usage = { bytes: 0, count: 0 };
      return usage;
    },
  };

  const answerCall = async ({ id, name, args }: CallMessage): Promise<void> => {
    try {
      const refusal = scenario.refuse?.[name];
      if (scenario.hang?.includes(name)) await forever;
      if (refusal) throw new Error(refusal);
      const value = await (handlers[name as CallName] as (args: unknown) => unknown)(args);
      post({ kind: 'reply', id, ok: true, value });
    } catch (error) {
      post({ kind: 'reply', id, ok: false, error: (error as Error).message });
    }
  };

  const drop = (): void => {
    const closing = closeListeners;
    closeListeners = [];
    for (const tell of closing) tell();
  };

  let openings = 0;
  const openPort: OpenPort = async () => {
    openings++;
    if (scenario.connection === 'never' || (scenario.connection === 'lost' && openings > 1)) await forever;
    const port: WindowPort = {
      post: (message) => void answerCall(structuredClone(message) as CallMessage),
      onMessage: (take) => {
        listener = take;
      },
      onClose: (take) => void closeListeners.push(take),
      close: () => drop(),
      closeCode: () => (scenario.connection === 'refused' && openings > 1 ? 4401 : null),
    };
    if (openings > 1 && scenario.connection === 'refused') setTimeout(drop, 10);
    if (openings === 1 && (scenario.connection === 'lost' || scenario.connection === 'refused'))
      setTimeout(drop, 300);
    if (openings === 1 && scenario.loadMs !== undefined) loading.load().catch(() => undefined);
    const { firstQuestion, shown } = scenario;
    if (openings === 1 && firstQuestion)
      setTimeout(() => void handlers.startTurn({ chatId: shown ?? null, text: firstQuestion }), 200);
    return port;
  };

  return {
    openPort,
    /** What the core was told of drafts, in order. */
    drafts: () => told,
    /** What would have gone out to a hub, in order. */
    sent: () => sent,
    /** Closes the connection as a lost one would. */
    drop,
    /** For measuring: the next answers write nothing by themselves, `emit` says what they write. */
    hold: () => {
      scenario.answer = '';
      scenario.holdAt = 'decode';
    },
    emit,
    runningAnswer: () => {
      const [turn] = running.values();
      return { chatId: turn!.answer.chatId, messageId: turn!.answer.id };
    },
  };
};

/**
 * `npm run bench -- documents`: what it saves that a document is read once. Times are those to the first token of a question about a
 * document of 8,000 tokens, from the request as the engine gets it, each held against a cold start of the same prompt. There are two
 * generated models: one of 134 million parameters with full attention, and one of 113 million with mostly local attention, which
 * reads more tokens per second. llama-server of the same llama.cpp, if `npm run bench -- peers` has built it, answers the same with
 * the document in the message, and as Open WebUI asks: with the document in the last message of each turn.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentPrompt, howToCite } from '../../main/shared/documents/prompt-text.ts';
import { documentOwner } from '../../main/shared/engine/document-owner.ts';
import { openThinking, type Draft, type PromptMessage } from '../../main/shared/engine/request.ts';
import { median } from '../../main/shared/speed/spread.ts';
import {
  answered,
  killEngines,
  load,
  receive,
  stateFolder,
  user,
  type EngineUnderTest,
  type Turn,
} from '../fixtures/engine/engine-under-test.ts';
import { localModel113M, model134M } from '../fixtures/models/files.ts';
import { builtPrograms, startLlamaServer, type LlamaServer, type ServerMessage } from './llama-cpp.ts';
import { fillerText } from './workload.ts';

const rounds = 1;
const documentTokens = 8000;
const contextLength = 10_240;
const typingMs = 10_000;
/** The pause after which the window reports what is typed. */
const keyMs = 400;
const questions = {
  first: 'What does it say about the first of these, and in which place?',
  second: 'And what follows from that?',
  other: 'Is there anything in it that was not asked yet?',
  later: 'Sum it up in a sentence.',
};

/** A document that was removed is never kept again, so that the same text is another document after it. */
let removed = 0;
const documentId = (): string => `document-${removed}`;

/** A message about the document as the core writes it: main/core/documents/attached.ts. */
const about = (
  document: string,
  question: string,
): Pick<Draft, 'text'> & Required<Pick<Draft, 'pieces'>> => ({
  text: howToCite + document + question,
  pieces: [
    { documentId: null, length: howToCite.length },
    { documentId: documentId(), length: document.length },
    ...(question === '' ? [] : [{ documentId: null, length: question.length }]),
  ],
});
const asked = (document: string, question: string): PromptMessage => ({
  ...user(''),
  ...about(document, question),
});
const documentOf = (seed: number): string => {
  // With its question it must fit into the 8,192 tokens that the model is made for, or llama-server refuses it.
  const pages = Array.from(
    { length: documentTokens / 1000 },
    (_, page) => `${fillerText(100 * seed + page, 900)}\n`,
  );
  let at = 0;
  const places = pages.map((text, index) => {
    const place = { kind: 'page' as const, at, page: index + 1 };
    at += text.length;
    return place;
  });
  const text = pages.join('');
  return documentPrompt('report.pdf', { kind: 'pdf', text, places, pages: null, remarks: [] });
};

interface Timed {
  ms: number;
  turn: Turn;
}
/** The time to the first token; the answer is stopped there. */
const timed = async (engine: EngineUnderTest, chatId: string, messages: PromptMessage[]): Promise<Timed> => {
  const sentAt = performance.now();
  let ms = 0;
  const turn = await engine.run(messages, {
    chatId,
    onMessage: ({ kind }, turnId) => {
      if (kind !== 'first-token') return;
      ms = performance.now() - sentAt;
      engine.engine.post({ kind: 'stop', turnId });
    },
  });
  return { ms, turn };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Lets idle work be done, snapshots among it. */
const idle = (engine: EngineUnderTest): Promise<void> => pause(2500).then(() => engine.settled());
const start = (modelPath: string, folder: string): Promise<EngineUnderTest> =>
  load(modelPath, { contextLength, sequences: null, snapshots: { folder, budgetBytes: 8e9 } });

const forgetAll = async ({ engine, settled }: EngineUnderTest): Promise<void> => {
  for (const chatId of ['one', 'two', 'three', 'cold', '', documentOwner(documentId())])
    engine.post({ kind: 'forget-chat', chatId });
  removed += 1;
  engine.post({ kind: 'clear-snapshots' });
  await settled();
};
const coldly = async (engine: EngineUnderTest, messages: PromptMessage[]): Promise<number> => {
  await forgetAll(engine);
  const { ms, turn } = await timed(engine, 'cold', messages);
  if (turn.timings!.cachedTokens > 0) throw new Error('a cold start was not cold');
  await forgetAll(engine);
  return ms;
};

const postDraft = ({ engine }: EngineUnderTest, document: string, typed: string): void => {
  const draft = { typed, ...about(document, typed) };
  engine.post({ kind: 'type-ahead', chatId: null, messages: [], thinking: openThinking, draft });
};

/** Attaches the document to the draft of a new chat, and types `question` within so many ms. */
const attachAndType = async (
  engine: EngineUnderTest,
  document: string,
  question: string,
  ms = typingMs,
): Promise<void> => {
  const beganAt = performance.now();
  for (let passed = 0; passed < ms; passed = performance.now() - beganAt) {
    postDraft(engine, document, question.slice(0, Math.floor((question.length * passed) / ms)));
    await pause(keyMs);
  }
};

interface Model {
  name: string;
  path: string;
}
const models: Model[] = [
  { name: 'full attention, 134M', path: model134M() },
  { name: 'local attention, 113M', path: localModel113M() },
];

interface Row {
  model: string;
  label: string;
  goal: number | null;
  /** Milliseconds. */
  pairs: [ms: number, against: number][];
}
const rows: Row[] = [];
const noteOf =
  (model: Model) =>
  (label: string, goal: number | null, pair: Row['pairs'][number]): void => {
    const row = rows.find((one) => one.model === model.name && one.label === label);
    if (row) row.pairs.push(pair);
    else rows.push({ model: model.name, label, goal, pairs: [pair] });
  };

/** Gives the time of the second question in milliseconds, and the share of the document that was read while the first was typed. */
const measureHearth = async (model: Model, document: string): Promise<{ second: number; share: number }> => {
  const note = noteOf(model);
  const folder = stateFolder();
  let engine = await start(model.path, folder);
  // Measures the speeds by which the cache decides.
  await timed(engine, 'one', [user(fillerText(90, 600))]);
  const first = (): PromptMessage[] => [asked(document, questions.first)];
  const cold = await coldly(engine, first());

  // A slow machine reads a part of the document in this time; the rest is left for the answer, whatever is kept.
  await attachAndType(engine, document, questions.first);
  const typed = await timed(engine, 'cold', first());
  const { tokens, cachedTokens } = typed.turn.timings!.documents!;
  note('first question, 10 s after attaching', cold > typingMs ? null : 0.05, [typed.ms, cold]);
  await forgetAll(engine);

  const read = receive(engine.engine, (message) =>
    message.kind === 'draft' && message.done === message.total ? message : undefined,
  );
  postDraft(engine, document, '');
  await read;
  await attachAndType(engine, document, questions.first, 1000);
  const answer = await timed(engine, 'one', first());
  note('first question, once the document is read', 0.05, [answer.ms, cold]);
  await idle(engine);
  const chat = [...first(), answered(answer.turn), user(questions.second)];
  const second = await timed(engine, 'one', chat);
  note('second question', 0.03, [second.ms, cold]);
  await idle(engine);
  const other = await timed(engine, 'two', [asked(document, questions.other)]);
  note('another chat about it', 0.05, [other.ms, cold]);
  await idle(engine);

  await engine.quit();
  engine = await start(model.path, folder);
  const restarted = await timed(engine, 'three', [asked(document, questions.later)]);
  note('another chat after a restart', 0.08, [restarted.ms, cold]);
  await engine.quit();
  killEngines();
  return { second: second.ms, share: cachedTokens / tokens };
};

const measurePeer = async (
  programs: string,
  model: Model,
  document: string,
  hearthSecond: number,
): Promise<void> => {
  const note = noteOf(model);
  const folder = mkdtempSync(join(tmpdir(), 'hearth-documents-'));
  const serve = (): Promise<LlamaServer> =>
    startLlamaServer({
      programs,
      modelPath: model.path,
      // It divides the context between four slots.
      contextLength: 4 * contextLength,
      threads: 2,
      slotFolder: folder,
    });
  let server = await serve();
  const ask = async (messages: ServerMessage[], question: string) => {
    const all = [...messages, { role: 'user' as const, content: question }];
    const { text, firstTokenMs } = await server.ask(all, 4);
    return { ms: firstTokenMs, chat: [...all, { role: 'assistant' as const, content: text }] };
  };
  const first = await ask([], about(document, questions.first).text);
  const second = await ask(first.chat, questions.second);
  note('llama-server: second question', null, [second.ms, first.ms]);
  const other = await ask([], about(document, questions.other).text);
  note('llama-server: another chat about it', null, [other.ms, first.ms]);
  // Its history has the questions alone, so the document has moved.
  const history: ServerMessage[] = [{ role: 'user', content: questions.first }, first.chat.at(-1)!];
  const again = await ask(history, about(document, questions.second).text);
  note("Open WebUI's way: second question", null, [again.ms, first.ms]);
  note("Hearth's second question against Open WebUI's way", null, [hearthSecond, again.ms]);
  await server.end();
  server = await serve();
  const later = await ask([], about(document, questions.later).text);
  note('llama-server: another chat after a restart', null, [later.ms, first.ms]);
  await server.end();
  rmSync(folder, { recursive: true, force: true });
};

const programs = builtPrograms();
console.log(
  `A document of ${documentTokens.toLocaleString('en')} tokens that is read once, on ${cpus().length} × ` +
    `${cpus()[0]?.model.trim() ?? 'CPU'}, generated models, ${rounds} rounds.`,
);
const shares = new Map(models.map(({ name }) => [name, [] as number[]]));
for (let round = 0; round < rounds; round += 1) {
  const document = documentOf(round + 1);
  for (const model of models) {
    const { second, share } = await measureHearth(model, document);
    shares.get(model.name)!.push(share);
    if (programs !== null) await measurePeer(programs, model, document, second);
  }
}

const isGood = (row: Row): boolean => row.goal === null || ratioOf(row) <= row.goal;
const ratioOf = ({ pairs }: Row): number => median(pairs.map(([ms, against]) => ms / against));
const format = (ms: number): string => `${Math.round(ms).toLocaleString('en')} ms`.padStart(12);
for (const { name } of models) {
  console.log(`\n${`Time to first token: ${name}`.padEnd(54)}                 against   ratio   goal`);
  for (const row of rows.filter(({ model }) => model === name)) {
    const [ms, against] = [0, 1].map((side) => median(row.pairs.map((pair) => pair[side]!)));
    const goal = row.goal === null ? '' : `≤ ${row.goal.toFixed(2)}${isGood(row) ? '' : '  NOT met'}`;
    console.log(
      `  ${row.label.padEnd(50)} ${format(ms!)} ${format(against!)}   ${ratioOf(row).toFixed(3)}   ${goal}`,
    );
  }
  const share = (median(shares.get(name)!) * 100).toFixed(0);
  console.log(`  Of the document, ${share} % was read in the 10 s in which the first question was typed.`);
}
if (programs === null) console.log('\nllama-server is not built: `npm run bench -- peers` builds it.');
const areMet = rows.every(isGood);
console.log(`\nThe goals are ${areMet ? '' : 'NOT '}met.`);
process.exit(areMet ? 0 : 1);

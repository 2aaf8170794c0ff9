/**
 * `npm run bench -- cache`: what the KV cache saves. Times are those to the first token, from the request as the engine
 * gets it, on a generated model of 134 million parameters; each is held against a cold start of the same prompt.
 */
import { cpus } from 'node:os';
import { openThinking, type PromptMessage } from '../../main/shared/engine/request.ts';
import { median, quantile } from '../../main/shared/speed/spread.ts';
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
import { model134M } from '../fixtures/models/files.ts';
import { fillerText } from './workload.ts';

const rounds = 3;
const contextLength = 8192;

interface Timed {
  ms: number;
  turn: Turn;
}

const start = (folder: string, budgetBytes = 8e9): Promise<EngineUnderTest> =>
  // As many sequences as Hearth itself would keep.
  load(model134M(), { contextLength, sequences: null, snapshots: { folder, budgetBytes } });

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

/** Lets idle work be done, snapshots among it. */
const idle = (engine: EngineUnderTest): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 2500)).then(() => engine.settled());

const chats = ['one', 'two', 'three', 'preset', 'cold', ''];
const forgetAll = async (engine: EngineUnderTest): Promise<void> => {
  for (const chatId of chats) engine.engine.post({ kind: 'forget-chat', chatId });
  engine.engine.post({ kind: 'clear-snapshots' });
  await engine.settled();
};

const coldly = async (engine: EngineUnderTest, messages: PromptMessage[]): Promise<number> => {
  await forgetAll(engine);
  const { ms, turn } = await timed(engine, 'cold', messages);
  if (turn.timings!.cachedTokens > 0) throw new Error('a cold start was not cold');
  await forgetAll(engine);
  return ms;
};

const system = (text: string): PromptMessage => ({
  id: null,
  role: 'system',
  text,
  reasoning: '',
  tokens: null,
});

/** Milliseconds warm and cold. */
type Pair = [number, number];

const rows: { label: string; goal: number | null; pairs: Pair[] }[] = [];
const note = (label: string, goal: number | null, pair: Pair): void => {
  const row = rows.find((one) => one.label === label);
  if (row) row.pairs.push(pair);
  else rows.push({ label, goal, pairs: [pair] });
};

console.log(
  `What the KV cache saves, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${rounds} rounds.`,
);

for (let round = 0; round < rounds; round += 1) {
  const folder = stateFolder();
  let engine = await start(folder);
  // Measures the speeds by which the cache decides.
  await timed(engine, 'one', [user(fillerText(90 + round, 600))]);
  await forgetAll(engine);

  // A chat of 4,000 tokens, then its second turn.
  const question = user(fillerText(10 + round, 4000));
  const { turn } = await timed(engine, 'one', [question]);
  await idle(engine);
  const second = [question, answered(turn), user('And what follows from that?')];
  const secondTurn = await timed(engine, 'one', second);
  await idle(engine);

  // Away to a second chat and back.
  await timed(engine, 'two', [user(fillerText(20 + round, 1500))]);
  await idle(engine);
  const third = [...second, answered(secondTurn.turn), user('And after that?')];
  const back = await timed(engine, 'one', third);
  await idle(engine);

  // Quit and start again.
  await engine.quit();
  engine = await start(folder);
  const fourth = [...third, answered(back.turn), user('Where were we?')];
  const restarted = await timed(engine, 'one', fourth);

  // Another last message.
  const edited = [...third, answered(back.turn), user('No, where did we begin?')];
  const edit = await timed(engine, 'one', edited);
  const cold = await coldly(engine, fourth);
  note('second turn of a chat of 4,000 tokens', 0.05, [secondTurn.ms, cold]);
  note('away to another chat and back', 0.05, [back.ms, cold]);
  note('quit and start again', 0.08, [restarted.ms, cold]);
  note('edit of the last message', null, [edit.ms, cold]);

  // A new chat behind a system prompt of 2,000 tokens that another chat has read.
  const rules = system(fillerText(30 + round, 2000));
  const stranger = [rules, user('Something else entirely.')];
  const coldShared = await coldly(engine, stranger);
  await timed(engine, 'one', [rules, user('A first question.')]);
  await idle(engine);
  note('new chat behind a known system prompt of 2,000', null, [
    (await timed(engine, 'three', stranger)).ms,
    coldShared,
  ]);

  // A new chat with a preset of 2,000 tokens, which was processed in idle time.
  const preset = system(fillerText(60 + round, 2000));
  const begun = [preset, user('What do you think of it?')];
  const coldPreset = await coldly(engine, begun);
  const prepared = receive(engine.engine, (message) => (message.kind === 'prepared' ? message : undefined));
  engine.engine.post({
    kind: 'prepare-chat',
    chatId: 'preset',
    messages: [preset],
    thinking: openThinking,
  });
  await prepared;
  await idle(engine);
  note('new chat with a processed preset of 2,000', null, [
    (await timed(engine, 'three', begun)).ms,
    coldPreset,
  ]);

  // A paste of 2,000 tokens, and Enter 3 s later, or once there was time to read it.
  for (const isWhole of [false, true]) {
    const pasted = `${fillerText(40 + round + (isWhole ? 10 : 0), 2000)} So what?`;
    const coldPaste = await coldly(engine, [user(pasted)]);
    const read = receive(engine.engine, (message) =>
      message.kind === 'draft' && message.done === message.total ? message : undefined,
    );
    engine.engine.post({
      kind: 'type-ahead',
      chatId: null,
      messages: [],
      thinking: openThinking,
      draft: { typed: pasted, text: pasted },
    });
    await (isWhole ? read : new Promise((resolve) => setTimeout(resolve, 3000)));
    note(`paste of 2,000 tokens, Enter ${isWhole ? 'when it is read' : 'after 3 s'}`, isWhole ? 0.15 : null, [
      (await timed(engine, 'three', [user(pasted)])).ms,
      coldPaste,
    ]);
  }
  engine.engine.kill();
  killEngines();
}

let isGood = true;
const format = (ms: number): string => `${Math.round(ms).toLocaleString('en')} ms`.padStart(12);
console.log(`\n${'Time to first token'.padEnd(52)}        warm         cold   ratio   goal`);
for (const { label, goal, pairs } of rows) {
  const ratio = median(pairs.map(([warm, cold]) => warm / cold));
  if (goal !== null && ratio > goal) isGood = false;
  console.log(
    `  ${label.padEnd(48)} ${format(median(pairs.map(([warm]) => warm)))} ${format(median(pairs.map(([, cold]) => cold)))}   ${ratio.toFixed(3)}   ${goal === null ? '' : `≤ ${goal}`}`,
  );
}

/** Decode speed in tokens/s over a long answer. */
const decodeSpeed = async (engine: EngineUnderTest, seed: number): Promise<number> => {
  const { timings } = await engine.run([user(fillerText(seed, 300))], { chatId: `decode-${seed}` });
  await idle(engine);
  return (timings!.decodeTokens / timings!.decodeMs) * 1000;
};

// Two processes with the same model differ by some percent for as long as they live, so there are many pairs of them.
const ratios: number[] = [];
for (let pair = 0; pair < rounds * 4; pair += 1) {
  const short = { contextLength: 800, sequences: null };
  const kept = await load(model134M(), { ...short, snapshots: { folder: stateFolder(), budgetBytes: 8e9 } });
  const bare = await load(model134M(), { ...short, snapshots: { folder: stateFolder(), budgetBytes: 0 } });
  for (let turn = 0; turn < 2; turn += 1) {
    const sides = (pair + turn) % 2 === 0 ? [kept, bare] : [bare, kept];
    const speeds = new Map<EngineUnderTest, number>();
    for (const side of sides) speeds.set(side, await decodeSpeed(side, 70 + 2 * pair + turn));
    ratios.push(speeds.get(kept)! / speeds.get(bare)!);
  }
  killEngines();
}
console.log(
  `\nDecode speed with snapshots against without: ${median(ratios).toFixed(3)} (median of ${ratios.length}, ` +
    `quartiles ${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)}; goal ≥ 0.98)`,
);
console.log(`\nThe goals are ${isGood && median(ratios) >= 0.98 ? '' : 'NOT '}met.`);
process.exit(isGood && median(ratios) >= 0.98 ? 0 : 1);

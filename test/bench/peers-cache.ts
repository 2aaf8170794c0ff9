/**
 * The second part of `npm run bench -- peers`: Hearth against llama-server, built from the same commit of llama.cpp, with the same model,
 * threads and context length. All of Hearth but its window is measured, over the port that a window uses; of
 * llama-server its HTTP interface. Both keep what they have read in their own way.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../../main/shared/speed/spread.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import type { TestWindow } from '../fixtures/core/window.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';
import { model134M } from '../fixtures/models/files.ts';
import { buildLlamaCpp, startLlamaServer, type LlamaServer, type ServerMessage } from './llama-cpp.ts';
import { fillerText } from './workload.ts';

const rounds = 3;
const contextLength = 8192;
const answerTokens = 4;
/** Where Hearth's time to the first token may not be longer. */
const most = 1;

const programs = buildLlamaCpp();
const folder = mkdtempSync(join(tmpdir(), 'hearth-peers-'));
const modelPath = model134M();

interface Asked {
  firstTokenMs: number;
  newTokens: number;
}

/** A side that answers questions in chats of its own. */
interface Side {
  ask: (chat: string, question: string) => Promise<Asked>;
  /** Ends and starts again, with all that it needs to go on with `chat`; resolves with what was done by hand, in ms. */
  restart: (chat: string) => Promise<number>;
  end: () => Promise<void>;
}

const hearth = async (data: string): Promise<Side> => {
  let host: HostProcess;
  let window: TestWindow;
  const chats = new Map<string, string>();
  const start = async (): Promise<void> => {
    host = await startHostProcess(['--web', '--no-open', '--data', data]);
    window = await host.connect();
    const isReady = ({ engine }: { engine: { state: string } }): boolean => engine.state === 'ready';
    const ready = window.next('engine.changed', isReady);
    if (!isReady(await window.call('greet', {}))) await ready;
  };
  await start();
  await window!.call('changeSettings', { backend: 'cpu', contextLength, temperature: 0 });
  await window!.call('openModel', { path: modelPath });
  return {
    ask: async (chat, question) => {
      const chatId = chats.get(chat) ?? null;
      const first = window.next('turn.moved', ({ phase }) => phase.name === 'decode');
      const read = window.next('turn.moved', ({ phase }) => phase.name === 'prefill');
      const finished = window.next('turn.finished');
      // The person has the chat on screen before writing in it.
      if (chatId !== null) void window.call('openChat', { chatId });
      const sentAt = performance.now();
      const started = window.call('startTurn', { chatId, parts: textParts(question) });
      await first;
      const firstTokenMs = performance.now() - sentAt;
      chats.set(chat, (await started).chatId);
      await window.call('stopTurn', { chatId: chats.get(chat)! });
      await finished;
      const { phase } = await read;
      return { firstTokenMs, newTokens: phase.name === 'prefill' ? phase.total : NaN };
    },
    restart: async () => {
      window.port.close();
      await host.end('SIGTERM');
      await start();
      return 0;
    },
    end: async () => {
      window.port.close();
      await host.end('SIGTERM');
    },
  };
};

const llamaServer = async (threads: number): Promise<Side> => {
  const options = { programs, modelPath, contextLength, threads, slotFolder: folder };
  let server: LlamaServer = await startLlamaServer(options);
  const chats = new Map<string, ServerMessage[]>();
  return {
    ask: async (chat, question) => {
      const messages = [...(chats.get(chat) ?? []), { role: 'user' as const, content: question }];
      const answer = await server.ask(messages, answerTokens);
      chats.set(chat, [...messages, { role: 'assistant', content: answer.text }]);
      return answer;
    },
    restart: async () => {
      await server.slot('save');
      await server.end();
      server = await startLlamaServer(options);
      return server.slot('restore');
    },
    end: () => server.end(),
  };
};

/** Lets both do what they do when nobody waits. */
const idle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3000));

interface Row {
  label: string;
  isJudged: boolean;
  pairs: [hearth: Asked, peer: Asked][];
}
const rows: Row[] = [];
const note = (label: string, isJudged: boolean, pair: [Asked, Asked]): void => {
  const row = rows.find((one) => one.label === label);
  if (row) row.pairs.push(pair);
  else rows.push({ label, isJudged, pairs: [pair] });
};

console.log(
  `Hearth against llama-server of the same llama.cpp on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ` +
    `a generated model of 134 million parameters, ${rounds} rounds.`,
);
// What Hearth measures of this machine in its first minutes serves it from the second start on.
const data = join(folder, 'data');
const first = await hearth(data);
await first.ask('warm-up', fillerText(1, 1500));
await idle();
await first.ask('other', fillerText(2, 1500));
await first.ask('warm-up', 'And then?');
await first.restart('warm-up');
await first.end();

for (let round = 0; round < rounds; round += 1) {
  const sides = [await hearth(data), await llamaServer(2)] as const;
  /** Both the same, one after the other; who goes first alternates. */
  const both = async (ask: (side: Side) => Promise<Asked>): Promise<[Asked, Asked]> => {
    const answers: Asked[] = [];
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      answers[index] = await ask(sides[index]!);
      await idle();
    }
    return [answers[0]!, answers[1]!];
  };
  const [one, two] = [`one-${round}`, `two-${round}`];
  note(
    'cold start of 4,000 tokens',
    false,
    await both((side) => side.ask(one, fillerText(10 + round, 4000))),
  );
  note('second turn', true, await both((side) => side.ask(one, 'And what follows from that?')));
  await both((side) => side.ask(two, fillerText(20 + round, 1500)));
  note('away to another chat and back', true, await both((side) => side.ask(one, 'And after that?')));
  note(
    'restart; its slot restored by hand',
    true,
    await both(async (side) => {
      const byHand = await side.restart(one);
      const asked = await side.ask(one, 'Where were we?');
      return { ...asked, firstTokenMs: byHand + asked.firstTokenMs };
    }),
  );
  for (const side of sides) await side.end();
}
rmSync(folder, { recursive: true, force: true });

let isGood = true;
const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`.padStart(11);
const tokens = (asked: Asked[]): string =>
  String(median(asked.map(({ newTokens }) => newTokens))).padStart(6);
console.log(
  `\n${'Time to first token (new tokens)'.padEnd(38)}          Hearth        llama-server    ratio`,
);
for (const { label, isJudged, pairs } of rows) {
  const ratio = median(pairs.map(([mine, peer]) => mine.firstTokenMs / peer.firstTokenMs));
  if (isJudged && ratio > most) isGood = false;
  const [mine, peers] = [pairs.map(([asked]) => asked), pairs.map(([, asked]) => asked)];
  const cells = [mine, peers].map(
    (asked) => `${ms(median(asked.map(({ firstTokenMs }) => firstTokenMs)))} (${tokens(asked).trim()})`,
  );
  console.log(
    `  ${label.padEnd(36)} ${cells.map((cell) => cell.padStart(19)).join('')}   ${ratio.toFixed(3)}`,
  );
}
console.log(
  `\nHearth's first token comes ${isGood ? 'no later' : 'LATER'} than llama-server's after what both have read.`,
);
export const cacheIsGood = isGood;

/**
 * `npm run bench -- window`: the window at the sizes that a year of use brings, on the real host and in a real Chromium: starts
 * and the list with 5,000 chats, opening and scrolling a chat of 2,000 messages, and an answer at full speed. Each figure is
 * printed with its goal and, if there is one, with that of the plain approach (test/fixtures/plain) on the same machine. Exits 1 if a
 * goal is missed.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../main/core/database/database.ts';
import { Store } from '../../main/core/chats/store.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { median } from '../../main/shared/speed/spread.ts';
import { starterModel } from '../../main/system/paths.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';
import { endlessCopy } from './endless.ts';
import { measureLike, measureSearch } from './window-search.ts';
import { servePlainPage } from './plain-page.ts';
import { openQuietPage, type QuietPage } from './quiet-page.ts';

const rounds = 5;
const manyChats = 5_000;
const messagesEach = 20;
const longChat = 2_000;
/** Chats of 20 messages that are opened one after the other. */
const dayOfChats = 200;
const goals = {
  searchMs: 50,
  heapRatio: 1.1,
  openMs: 150,
  taskMs: 50,
  tokensPerSecond: 500,
  startRatio: 1.1,
  nodes: 3_000,
};

const answerText = (at: number): string =>
  [
    `Answer ${at} explains **prefill** and \`decode\` once more, in a paragraph of an ordinary length, with a [link](https://example.org).`,
    '',
    '- The first point of a short list',
    '- The second one',
    '',
    '```ts',
    `const tokens = ${at};`,
    '```',
    '',
    'And a closing paragraph, so that the message is as long as answers are.',
  ].join('\n');

/** Stores `chats` chats of 20 messages each, and one of 2,000 messages that was used last. */
const fill = (folder: string, chats: number): void => {
  const store = new Store(openDatabase(folder));
  const add = (title: string, messages: number): void => {
    const { id: chatId } = store.createChat(title);
    let parentId: string | null = null;
    for (let at = 0; at < messages; at += 1) {
      const isAnswer = at % 2 === 1;
      ({ id: parentId } = store.addMessage({
        chatId,
        parentId,
        role: isAnswer ? 'model' : 'user',
        parts: textParts(isAnswer ? answerText(at) : `Question ${at} about the phases of an answer?`),
        modelName: isAnswer ? 'Model' : null,
        ending: 'finished',
      }));
    }
  };
  store.transaction(() => {
    for (let index = 0; index < chats; index += 1) add(`Chat ${index} about something`, messagesEach);
    add('The long chat', longChat);
  });
  store.close();
};

const until = (condition: string): string =>
  `new Promise((resolve) => { const look = () => (${condition}) ? resolve() : setTimeout(look, 5); look(); })`;
const field = `document.querySelector('textarea[aria-label="Message"]:not([disabled])')`;
const rows = `document.querySelector('.chat-open')`;
const paint = 'new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))';

const started = async (folder: string): Promise<{ host: HostProcess; page: QuietPage; ms: number }> => {
  const startedAt = performance.now();
  const host = await startHostProcess(['--web', '--no-open', '--data', folder]);
  const page = await openQuietPage(host.url);
  // The address with the token leads to the one without it, which ends what runs in the first page.
  const ready = until(`${field} && ${rows}`);
  await page.evaluate(ready).catch(() => page.evaluate(ready));
  await page.evaluate(paint);
  return { host, page, ms: performance.now() - startedAt };
};
const ended = async ({ host, page }: { host: HostProcess; page: QuietPage }): Promise<void> => {
  await page.close();
  await host.end('SIGTERM');
};

interface Line {
  what: string;
  value: string;
  goal: string;
  isMet: boolean;
  plain: string;
}
const lines: Line[] = [];
const ms = (value: number): string => `${value.toFixed(0)} ms`;

const scratch = mkdtempSync(join(tmpdir(), 'hearth-window-'));
const [many, few] = [join(scratch, 'many'), join(scratch, 'few')];
console.log(
  `The window on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}: ${manyChats} chats of ${messagesEach} messages and one of ${longChat}.`,
);
for (const folder of [many, few]) mkdirSync(folder);
fill(many, manyChats);
fill(few, 10);
const plainPage = await servePlainPage(join(scratch, 'plain'));
const plain = await openQuietPage(plainPage.url);
await plain.evaluate(until('window.plain'));
const inPlain = async <Value>(call: string): Promise<Value> =>
  (await plain.evaluate(`window.plain.${call}`)) as Value;

// Starts, by turns: the first of each warms the disk and counts for nothing.
const starts = { many: [] as number[], few: [] as number[] };
for (let round = 0; round <= rounds; round += 1)
  for (const [name, folder] of round % 2 === 0
    ? [['many', many] as const, ['few', few] as const]
    : [['few', few] as const, ['many', many] as const]) {
    const run = await started(folder);
    if (round > 0) starts[name].push(run.ms);
    await ended(run);
  }
const ratios = starts.many.map((value, index) => value / starts.few[index]!);
lines.push({
  what: `start to first paint, ${manyChats} chats ÷ ten`,
  value: `${median(ratios).toFixed(2)} (${ms(median(starts.many))} ÷ ${ms(median(starts.few))})`,
  goal: `≤ ${goals.startRatio}`,
  isMet: median(ratios) <= goals.startRatio,
  plain: '',
});

const run = await started(many);
const { page, host } = run;
const nodes = async (): Promise<number> =>
  (await page.evaluate(`document.querySelectorAll('*').length`)) as number;
const titles = JSON.stringify(
  Array.from({ length: manyChats }, (_, index) => `Chat ${index} about something`),
);
lines.push({
  what: `elements in the page, ${manyChats} chats`,
  value: String(await nodes()),
  goal: `< ${goals.nodes}`,
  isMet: (await nodes()) < goals.nodes,
  plain: `the list alone takes ${ms(await inPlain<number>(`list(${titles})`))} to draw`,
});

// Opening: from the click until the frame in which its last message is painted.
const opened: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const open = (title: string): string => `(async () => {
    const row = [...document.querySelectorAll('.chat-open')].find((one) => one.title.startsWith(${JSON.stringify(title)}));
    const startedAt = performance.now();
    row.click();
    while (document.querySelector('h1')?.textContent !== ${JSON.stringify(title)} || !document.querySelector('[data-message]'))
      await new Promise((resolve) => setTimeout(resolve, 1));
    await ${paint};
    return performance.now() - startedAt;
  })()`;
  await page.evaluate(open(`Chat ${manyChats - 1} about something`));
  const value = (await page.evaluate(open('The long chat'))) as number;
  if (round > 0) opened.push(value);
}
const texts = JSON.stringify(
  Array.from({ length: longChat }, (_, at) => (at % 2 === 1 ? answerText(at) : `Question ${at}?`)),
);
const plainOpened = await inPlain<number>(`chat(${texts})`);
const plainNodes = (await plain.evaluate(`document.querySelectorAll('*').length`)) as number;
if (plainNodes < longChat)
  throw new Error('the plain page draws no messages, so nothing can be compared with it');
lines.push({
  what: `opening a chat of ${longChat} messages`,
  value: ms(median(opened)),
  goal: `< ${goals.openMs} ms`,
  isMet: median(opened) < goals.openMs,
  plain: ms(plainOpened),
});
lines.push({
  what: `elements in the page, that chat shown`,
  value: String(await nodes()),
  goal: `< ${goals.nodes}`,
  isMet: (await nodes()) < goals.nodes,
  plain: String(plainNodes),
});

/** Runs in the page: the longest time in which nothing else could run, in ms, until `stop` is called. */
const watch = `(() => {
  let longest = 0; let last = performance.now(); let isOver = false;
  const tick = () => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; if (!isOver) setTimeout(tick); };
  tick();
  return () => { isOver = true; return longest; };
})()`;

// A day: what the window holds after 200 chats, beside what it holds after 20.
const openNext = (from: number, to: number): string => `(async () => {
  const list = document.querySelector('.chat-rows');
  const height = document.querySelector('.chat-row').offsetHeight;
  for (let at = ${from}; at < ${to}; at += 1) {
    list.scrollTop = (at + 3) * height;
    await ${paint};
    const row = [...list.querySelectorAll('.chat-open[title]')].find((one) => one.getBoundingClientRect().top > list.getBoundingClientRect().top);
    const title = row.querySelector('.chat-title').textContent;
    row.click();
    while (document.querySelector('h1')?.textContent !== title || !document.querySelector('[data-message]'))
      await new Promise((resolve) => setTimeout(resolve, 1));
    await ${paint};
  }
  list.scrollTop = 0;
  await ${paint};
})()`;
await page.evaluate(openNext(0, 20));
const early = await page.heapBytes();
await page.evaluate(openNext(20, dayOfChats));
const late = await page.heapBytes();
lines.push({
  what: `memory of the page after opening ${dayOfChats} chats ÷ after 20`,
  value: `${(late / early).toFixed(2)} (${(late / 1e6).toFixed(1)} ÷ ${(early / 1e6).toFixed(1)} MB)`,
  goal: `≤ ${goals.heapRatio}`,
  isMet: late / early <= goals.heapRatio,
  plain: '',
});

const found = await measureSearch(host, manyChats);
console.log(`The search index was complete after ${(found.buildMs / 1000).toFixed(0)} s more.`);
await page.evaluate(`(async () => {
  [...document.querySelectorAll('.chat-open')].find((one) => one.title.startsWith('The long chat')).click();
  while (document.querySelector('h1')?.textContent !== 'The long chat' || !document.querySelector('[data-message]'))
    await new Promise((resolve) => setTimeout(resolve, 1));
})()`);

// Scrolling: 200 steps of the wheel's size from the end upwards; a jump is a step after which what was in view is elsewhere.
const scrolled = (await page.evaluate(`(async () => {
  const stop = ${watch};
  const scroller = document.querySelector('.scroller');
  let jumps = 0;
  for (let step = 0; step < 200; step += 1) {
    const seen = [...scroller.querySelectorAll('[data-message]')].find((one) => one.getBoundingClientRect().bottom > 100);
    const before = seen.getBoundingClientRect().top;
    const top = scroller.scrollTop;
    scroller.scrollBy({ top: -120, behavior: 'instant' });
    const moved = top - scroller.scrollTop;
    await ${paint};
    if (seen.isConnected && Math.abs(seen.getBoundingClientRect().top - before - moved) > 2 && scroller.scrollTop > 0) jumps += 1;
  }
  return { longest: stop(), jumps };
})()`)) as { longest: number; jumps: number };
lines.push({
  what: 'scrolling it by 200 steps: jumps, longest task',
  value: `${scrolled.jumps}, ${ms(scrolled.longest)}`,
  goal: `0, < ${goals.taskMs} ms`,
  isMet: scrolled.jumps === 0 && scrolled.longest < goals.taskMs,
  plain: '',
});

// An answer at full speed, from a model that writes faster than any window must draw.
const endless = join(scratch, 'endless.gguf');
endlessCopy(starterModel, endless);
const core = await host.connect();
await core.call('changeSettings', { backend: 'cpu', temperature: 0, contextLength: 2048 });
await core.call('openModel', { path: endless });
await page.evaluate(until(`document.querySelector('[role="status"][data-state="ready"]')`));
const streamed = (await page.evaluate(`(async () => {
  document.getElementById('new-chat').click();
  await ${paint};
  const box = document.querySelector('textarea[aria-label="Message"]');
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, 'What is prefill?');
  box.dispatchEvent(new Event('input', { bubbles: true }));
  await ${paint};
  const stop = ${watch};
  document.querySelector('button[aria-label="Send"]').click();
  const last = (name) => Number(document.querySelector('[data-metric="' + name + '"]')?.value ?? NaN);
  while (!(last('decode-ms') > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
  return { longest: stop(), speed: (last('decode-tokens') / last('decode-ms')) * 1000 };
})()`)) as { longest: number; speed: number };
const { chats } = await core.call('greet', {});
const { messages } = await core.call('openChat', { chatId: chats[0]!.id });
const text = textOf(messages.at(-1)!);
const alike = await inPlain<{ workMs: number; longestMs: number }>(
  `stream(${JSON.stringify(text)}, ${Math.min(streamed.speed, 2_000)})`,
);
lines.push({
  what: `an answer of ${text.length} characters at full speed`,
  value: `${streamed.speed.toFixed(0)} tokens/s, longest task ${ms(streamed.longest)}`,
  goal: `${goals.tokensPerSecond} tokens/s, < ${goals.taskMs} ms`,
  isMet: streamed.longest < goals.taskMs && streamed.speed >= goals.tokensPerSecond,
  plain: `longest ${ms(alike.longestMs)}, ${ms(alike.workMs)} of work`,
});

core.port.close();
await ended(run);
lines.push({
  what: `the first page of a search in ${manyChats * messagesEach} messages: median, worst`,
  value: `${ms(found.median)}, ${ms(found.worst)}`,
  goal: `< ${goals.searchMs} ms`,
  isMet: found.worst < goals.searchMs,
  plain: `${ms(measureLike(many, manyChats))} with LIKE`,
});
await plain.close();
plainPage.close();
rmSync(scratch, { recursive: true, force: true });

console.log('\n| what | here | goal | met | plain approach |\n| --- | --- | --- | --- | --- |');
for (const { what, value, goal, isMet, plain: other } of lines)
  console.log(`| ${what} | ${value} | ${goal} | ${isMet ? 'yes' : 'NO'} | ${other} |`);
process.exit(lines.every(({ isMet }) => isMet) ? 0 : 1);

/**
 * `npm run bench -- against FOLDER`: this Hearth against another checkout of it, built in FOLDER (`npm ci && npm run build`), by
 * turns on this machine. Each side is started as a user starts it, and its page is driven by what both have in common: the
 * message field, the chats and the figures of each answer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median, quantile } from '../../main/shared/speed/spread.ts';
import { packageRoot, starterModel } from '../../main/system/paths.ts';
import type { HostProcess } from '../fixtures/host/host-process.ts';
import { model134M } from '../fixtures/models/files.ts';
import { endlessCopy } from './endless.ts';
import { openQuietPage, type QuietPage } from './quiet-page.ts';
import { fillerText } from './workload.ts';

/** Pairs of starts; `npm run bench -- against FOLDER ROUNDS` sets another number. */
const rounds = Number(process.argv[4] ?? 7);
/** What counts as within noise: the median of the ratios, either way. */
const noise = 0.05;

interface Hosts {
  startHostProcess: (args: string[]) => Promise<HostProcess>;
}
interface Side {
  name: 'this' | 'other';
  start: (folder: string) => Promise<HostProcess>;
}

const hostsOf = (root: string): Promise<Hosts> =>
  import(pathToFileURL(join(root, 'out/test/fixtures/host/host-process.js')).href) as Promise<Hosts>;

const sideOf = async (name: Side['name'], root: string): Promise<Side> => {
  const { startHostProcess } = await hostsOf(root);
  return { name, start: (folder) => startHostProcess(['--web', '--no-open', '--data', folder]) };
};

/** The page of a host, with the message field ready. */
const openPage = async (host: HostProcess): Promise<QuietPage> => {
  const page = await openQuietPage(host.url);
  // The address with the token leads to the one without it, which ends what runs in the first page.
  await page.evaluate(untilField).catch(() => page.evaluate(untilField));
  return page;
};

const untilField = `new Promise((resolve) => {
  const look = () =>
    document.querySelector('textarea[aria-label="Message"]:not([disabled])') ? resolve() : setTimeout(look, 10);
  look();
})`;

/** Runs in the page: waits for a loaded model, sends the text, and resolves with the figures of its answer. */
const ask = `async (text, newChat, waits) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  while (waits && !document.querySelector('[role="status"][data-state="ready"]')) await frame();
  if (newChat) {
    document.getElementById('new-chat').click();
    await frame();
  }
  const figures = () => [...document.querySelectorAll('[data-metric="first-token-ms"]')];
  const before = figures().length;
  const box = document.querySelector('textarea[aria-label="Message"]');
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, text);
  box.dispatchEvent(new Event('input', { bubbles: true }));
  await frame();
  document.querySelector('button[aria-label="Send"]').click();
  while (figures().length <= before) await new Promise((resolve) => setTimeout(resolve, 5));
  const last = (name) => Number([...document.querySelectorAll('[data-metric="' + name + '"]')].at(-1)?.value ?? NaN);
  return {
    firstTokenMs: last('first-token-ms'),
    cachedTokens: last('cached-tokens'),
    newTokens: last('new-tokens'),
    prefillMs: last('prefill-ms'),
    decodeTokens: last('decode-tokens'),
    decodeMs: last('decode-ms'),
  };
}`;

interface Figures {
  firstTokenMs: number;
  cachedTokens: number;
  newTokens: number;
  prefillMs: number;
  decodeTokens: number;
  decodeMs: number;
}

const asked = (page: QuietPage, text: string, how: { newChat: boolean; waits?: boolean }): Promise<Figures> =>
  page.evaluate(
    `(${ask})(${JSON.stringify(text)}, ${how.newChat}, ${how.waits ?? true})`,
  ) as Promise<Figures>;

/** Shows the chat at that place of the list, 0 being the last used one. */
const showChat = async (page: QuietPage, at: number): Promise<void> => {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const row = document.querySelectorAll('.chat-row button')[${at}];
      if (row) resolve(row.click());
      else setTimeout(look, 10);
    };
    look();
  })`);
  await page.evaluate(`new Promise((resolve) => {
    const look = () => (document.querySelector('[data-metric]') ? resolve() : setTimeout(look, 10));
    look();
  })`);
};

/** Results in the order in which they are told, by their label: pairs of this side and the other. */
const results = new Map<
  string,
  { unit: string; isSpeed: boolean; pairs: { this?: number; other?: number }[] }
>();
const note = (label: string, unit: string, side: Side, round: number, value: number): void => {
  if (!results.has(label)) results.set(label, { unit, isSpeed: unit === 'tokens/s', pairs: [] });
  (results.get(label)!.pairs[round] ??= {})[side.name] = value;
};

const settings = { backend: 'cpu', temperature: 0 } as const;
const prepare = async (
  host: HostProcess,
  path: string,
  contextLength: number,
  longestAnswer: number | null = null,
): Promise<void> => {
  const window = await host.connect();
  await window.call('changeSettings', { ...settings, contextLength, longestAnswer });
  await window.call('openModel', { path });
  window.port.close();
};

/** The first start with nothing stored, a question asked at once, and the same once more with what is stored by then. */
const startup = async (side: Side, round: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-against-'));
  for (const which of ['first start', 'second start']) {
    const startedAt = performance.now();
    const since = (): number => performance.now() - startedAt;
    const host = await side.start(folder);
    note(`${which}: ready`, 'ms', side, round, since());
    const page = await openPage(host);
    note(`${which}: message field`, 'ms', side, round, since());
    await asked(page, 'What is prefill?', { newChat: false, waits: false });
    note(`${which}: first answer, whole`, 'ms', side, round, since());
    await page.close();
    await host.end('SIGTERM');
  }
  rmSync(folder, { recursive: true, force: true });
};

/** Decode and prefill in the whole app, with a model so small that everything around it counts most. */
const tokenPath = async (side: Side, round: number, modelPath: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-against-'));
  const host = await side.start(folder);
  await prepare(host, modelPath, 512);
  const page = await openPage(host);
  const all: Figures[] = [];
  for (const question of ['What is prefill?', 'What is decode?', 'What is the KV cache?', 'What is a token?'])
    all.push(await asked(page, question, { newChat: true }));
  const sum = (pick: (one: Figures) => number): number =>
    all.slice(1).reduce((total, one) => total + pick(one), 0);
  note(
    'token path: decode',
    'tokens/s',
    side,
    round,
    (sum((one) => one.decodeTokens) / sum((one) => one.decodeMs)) * 1000,
  );
  note(
    'token path: prefill',
    'tokens/s',
    side,
    round,
    (sum((one) => one.newTokens) / sum((one) => one.prefillMs)) * 1000,
  );
  await page.close();
  await host.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
};

/** First token of a long chat: cold, at its second turn, after another chat, and after a restart. */
const cache = async (side: Side, round: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-against-'));
  const idle = (): Promise<void> => new Promise((done) => setTimeout(done, 2500));
  let host = await side.start(folder);
  await prepare(host, model134M(), 4096, 16);
  let page = await openPage(host);
  const first = async (label: string, text: string, newChat: boolean): Promise<void> => {
    const { firstTokenMs } = await asked(page, text, { newChat });
    note(`cache: ${label}`, 'ms', side, round, firstTokenMs);
    await idle();
  };
  await first('cold, 1,500 tokens', fillerText(10 + round, 1500), true);
  await first('second turn', 'And what follows from that?', false);
  await asked(page, fillerText(40 + round, 300), { newChat: true });
  await idle();
  await showChat(page, 1);
  await first('away and back', 'And after that?', false);
  await page.close();
  await host.end('SIGTERM');
  host = await side.start(folder);
  page = await openPage(host);
  await showChat(page, 0);
  await first('after a restart', 'Where were we?', false);
  await page.close();
  await host.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
};

const other = process.argv[3];
if (other === undefined)
  throw new Error('name the folder of the other checkout: npm run bench -- against FOLDER');
const sides = [await sideOf('this', packageRoot), await sideOf('other', resolve(other))];
const scratch = mkdtempSync(join(tmpdir(), 'hearth-against-'));
const endless = join(scratch, 'starter.gguf');
endlessCopy(starterModel, endless);

console.log(
  `This Hearth against another on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${rounds} rounds by turns.`,
);
for (let round = 0; round < rounds; round += 1)
  for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
    await startup(side, round);
    await tokenPath(side, round, endless);
    await cache(side, round);
  }

let isGood = true;
console.log(`\n${'Median of pairs'.padEnd(36)}        this       other   this/other   quartiles`);
for (const [label, { unit, isSpeed, pairs }] of results) {
  const ratios = pairs.map((pair) => pair.this! / pair.other!);
  const ratio = median(ratios);
  if (isSpeed ? ratio < 1 - noise : ratio > 1 + noise) isGood = false;
  const figure = (pick: 'this' | 'other'): string =>
    `${median(pairs.map((pair) => pair[pick]!)).toFixed(0)} ${unit}`.padStart(14);
  console.log(
    `${label.padEnd(32)} ${figure('this')} ${figure('other')}   ${ratio.toFixed(3)}   ${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)}`,
  );
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\nNothing may be more than ${noise * 100} % slower: ${isGood ? 'nothing is' : 'SOMETHING IS'}.`);
process.exit(isGood ? 0 : 1);

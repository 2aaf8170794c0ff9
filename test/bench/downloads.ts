/**
 * `npm run bench -- downloads`: a model fetched by Hearth against the same file fetched by curl, by turns, from a stand-in
 * hub in a process of its own on this machine: on lines of 1 and of 2.5 Gbit/s, and as fast as it goes. Hearth's time ends
 * when the file is whole, its SHA-256 checked, given to the disk and named; curl's when it exits, which does none of that.
 * So curl is also timed with what its user would do next: `openssl dgst -sha256` of the file.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download } from '../../main/shared/contract/downloads.ts';
import { median, quantile } from '../../main/shared/speed/spread.ts';
import { startCoreProcess, type Progress } from '../fixtures/downloads/core-process.ts';
import { madeRepository, startHubProcess, type HubProcess } from '../fixtures/hub/serve.ts';

const least = 0.95;
const gigabit = 125_000_000;
const lines = [
  { name: '1 Gbit/s', size: 1_000_000_000, bytesPerSecond: gigabit, rounds: 3 },
  { name: '2.5 Gbit/s', size: 1_500_000_000, bytesPerSecond: 2.5 * gigabit, rounds: 5 },
  { name: 'as fast as it goes', size: 1_500_000_000, bytesPerSecond: undefined, rounds: 7 },
];
const file = 'Made.gguf';

/** Milliseconds that curl takes, and that it takes with the check. */
const byCurl = (hub: HubProcess, folder: string): { curl: number; checked: number } => {
  const startedAt = performance.now();
  execFileSync('curl', [
    '--silent',
    '--fail',
    '--location',
    '--output',
    join(folder, file),
    `${hub.url}/${madeRepository}/resolve/main/${file}`,
  ]);
  const curl = performance.now() - startedAt;
  execFileSync('openssl', ['dgst', '-sha256', join(folder, file)]);
  return { curl, checked: performance.now() - startedAt };
};

/** Milliseconds that Hearth takes, its process not counted: it runs already when a user asks for a model. */
const byHearth = async (hub: HubProcess, folder: string): Promise<number> => {
  const core = startCoreProcess({
    dataFolder: folder,
    modelFolder: join(folder, 'models'),
    hub: hub.url,
    reserveBytes: 0,
    wish: { repository: madeRepository, revision: 'main', licence: null, parts: hub.parts },
  });
  let last: Download | null = null;
  let doneMs = 0;
  core.on('message', ({ download, ms }: Progress) => {
    last = download;
    if (download.state === 'done') doneMs = ms;
  });
  await once(core, 'exit');
  if (doneMs === 0) throw new Error(`the download did not end: ${JSON.stringify(last)}`);
  return doneMs;
};

const parent = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
/** In an empty folder, with nothing left to write to the disk from before. */
const measure = async <Taken>(run: (folder: string) => Taken | Promise<Taken>): Promise<Taken> => {
  const folder = join(parent, 'one');
  mkdirSync(folder);
  execFileSync('sync');
  const taken = await run(folder);
  rmSync(folder, { recursive: true });
  return taken;
};

console.log(`Downloads by Hearth and by curl on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}.`);
let isGood = true;
for (const { name, size, bytesPerSecond, rounds } of lines) {
  const hub = await startHubProcess([{ path: file, size }], bytesPerSecond);
  const ms: { curl: number; checked: number; hearth: number }[] = [];
  // The first round only warms up.
  for (let round = -1; round < rounds; round += 1) {
    const took = { curl: 0, checked: 0, hearth: 0 };
    const sides = [
      async () => Object.assign(took, await measure((folder) => byCurl(hub, folder))),
      async () => (took.hearth = await measure((folder) => byHearth(hub, folder))),
    ];
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side();
    if (round >= 0) ms.push(took);
  }
  hub.end();
  const speed = (side: keyof (typeof ms)[number]): string =>
    `${(size / 1000 / median(ms.map((one) => one[side]))).toFixed(0)} MB/s`;
  console.log(
    `\n${name}, ${(size / 1e9).toFixed(1)} GB, ${rounds} rounds: ` +
      `curl ${speed('curl')}, with its SHA-256 ${speed('checked')}, Hearth ${speed('hearth')}`,
  );
  for (const [side, words] of [
    ['curl', 'curl'],
    ['checked', 'curl and its SHA-256'],
  ] as const) {
    const ratios = ms.map((one) => one[side] / one.hearth);
    const ratio = median(ratios);
    if (side === 'curl') isGood &&= ratio >= least;
    console.log(
      `  Hearth : ${words} ${ratio.toFixed(3)} (quartiles ${quantile(ratios, 0.25).toFixed(3)} to ` +
        `${quantile(ratios, 0.75).toFixed(3)}), goal ≥ ${least}${ratio >= least ? '' : ': NOT MET'}`,
    );
  }
}
rmSync(parent, { recursive: true, force: true });
process.exit(isGood ? 0 : 1);

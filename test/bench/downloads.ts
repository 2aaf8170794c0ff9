/**
 * `npm run bench -- downloads`: a model fetched by Hearth against the same file fetched by curl, by turns, from a stand-in
 * hub in a process of its own on this machine: as fast as it goes, and on a line of 1 Gbit/s. Hearth's time ends when the
 * file is whole, its SHA-256 checked, given to the disk and named; curl's when it exits, which does none of that.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download } from '../../main/contract/model-types.ts';
import { median, quantile } from '../../main/lens/spread.ts';
import { startCoreProcess, type Progress } from '../downloads/core-process.ts';
import { madeRepository, startHubProcess, type HubProcess } from '../hub/serve.ts';

const least = 0.95;
const gigabit = 125_000_000;
const lines = [
  { name: 'as fast as it goes', size: 1_500_000_000, bytesPerSecond: undefined, rounds: 7 },
  { name: '1 Gbit/s', size: 1_000_000_000, bytesPerSecond: gigabit, rounds: 3 },
];
const file = 'Made.gguf';

/** Milliseconds that curl takes. */
const byCurl = (hub: HubProcess, folder: string): number => {
  const startedAt = performance.now();
  execFileSync('curl', [
    '--silent',
    '--fail',
    '--location',
    '--output',
    join(folder, file),
    `${hub.url}/${madeRepository}/resolve/main/${file}`,
  ]);
  return performance.now() - startedAt;
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
const measure = async (run: (folder: string) => number | Promise<number>): Promise<number> => {
  const folder = join(parent, 'one');
  mkdirSync(folder);
  execFileSync('sync');
  const ms = await run(folder);
  rmSync(folder, { recursive: true });
  return ms;
};

console.log(`Downloads by Hearth and by curl on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}.`);
let isGood = true;
for (const { name, size, bytesPerSecond, rounds } of lines) {
  const hub = await startHubProcess([{ path: file, size }], bytesPerSecond);
  const ms: { curl: number; hearth: number }[] = [];
  // The first round only warms up.
  for (let round = -1; round < rounds; round += 1) {
    const sides = {
      curl: () => measure((folder) => byCurl(hub, folder)),
      hearth: () => measure((folder) => byHearth(hub, folder)),
    };
    const took = { curl: 0, hearth: 0 };
    for (const side of round % 2 === 0 ? (['curl', 'hearth'] as const) : (['hearth', 'curl'] as const))
      took[side] = await sides[side]();
    if (round >= 0) ms.push(took);
  }
  hub.end();
  const speed = (side: 'curl' | 'hearth'): string =>
    (size / 1000 / median(ms.map((one) => one[side]))).toFixed(0);
  const ratios = ms.map(({ curl, hearth }) => curl / hearth);
  const ratio = median(ratios);
  isGood &&= ratio >= least;
  console.log(
    `\n${name}, ${(size / 1e9).toFixed(1)} GB, ${rounds} rounds: curl ${speed('curl')} MB/s, Hearth ${speed('hearth')} MB/s\n` +
      `  Hearth : curl ${ratio.toFixed(3)} (quartiles ${quantile(ratios, 0.25).toFixed(3)} to ` +
      `${quantile(ratios, 0.75).toFixed(3)}), goal ≥ ${least}${ratio >= least ? '' : ': NOT MET'}`,
  );
}
rmSync(parent, { recursive: true, force: true });
process.exit(isGood ? 0 : 1);

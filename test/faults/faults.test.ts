/**
 * A few trials of each kind, with seeds: a user works with all of Hearth, a fault happens, and after a restart everything is there
 * that Hearth had said is done. `npm run soak` injects all faults again and again at random moments.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { join } from 'node:path';
import { allFaults } from './all-faults.ts';
import { liveIn } from './lived-in.ts';
import { runTrial } from './trial.ts';

let template: string;
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'hearth-lived-in-'));
  await liveIn(template);
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

const quick = [
  'engine killed (kill -9)',
  'core killed (kill -9)',
  'second Hearth on the same data folder',
  'disk full, then core killed',
  'disk with input/output errors',
  'pages of the database damaged',
  'a folder in the place of a file',
].map((name) => allFaults.find((fault) => fault.name === name)!);

for (const fault of quick) {
  const why = fault.unavailable?.() ?? '';
  it.skipIf(why !== '')(`${fault.name}${why === '' ? '' : ` (skipped: ${why})`}`, async () => {
    const outcome = await runTrial({ fault, seed: 5, engine: 'scripted', template, acts: 2, hub: null });
    expect(outcome).toMatchObject({ lost: [], faults: [] });
  });
}

/**
 * `npm run bench -- memory`: what models are said to take of memory against what they take (resident, with the context
 * filled), and what mapping their weights takes against reading them, on this machine's processor and on older ones of its
 * family (test/fixtures/models/processor-variants.ts). On Linux.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kindsOf, mapsWeights } from '../../main/shared/memory/copies.ts';
import { total } from '../../main/shared/memory/memory-room.ts';
import { memoryNeed } from '../../main/shared/memory/memory.ts';
import { killEngines } from '../fixtures/engine/engine-under-test.ts';
import { takenBy } from '../fixtures/models/memory-taken.ts';
import { optionsForVariant, runnableVariants } from '../fixtures/models/processor-variants.ts';
import {
  generatedIn,
  shapeOfFile,
  sizedCases,
  usual,
  type SizedCase,
} from '../fixtures/models/sized-cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'hearth-memory-'));

const megabytes = (bytes: number): string => String(Math.round(bytes / 1e6));

/** One row: chosen by Hearth, then mapped and read by order. */
const measure = async ({ architecture, shape, wish, turns }: SizedCase): Promise<string[]> => {
  const path = generatedIn(folder, architecture, shape);
  const model = await shapeOfFile(path);
  const cells: string[] = [];
  for (const memoryMap of [null, true, false]) {
    const whole = { ...usual, ...wish, memoryMap };
    const { resident, loadMs, here } = await takenBy(path, whole, turns ?? 1, kindsOf(model));
    killEngines();
    const { ram } = memoryNeed(model, whole, 0, here);
    const said = total(ram);
    if (memoryMap === null) {
      cells.push(mapsWeights(model, here.copies ?? {}) ? 'mapped' : 'read');
      cells.push(megabytes(said), megabytes(resident));
    }
    cells.push((said / resident).toFixed(3));
    if (memoryMap !== null) cells.push(megabytes(resident), String(Math.round(loadMs)));
  }
  return cells;
};

const asked = process.env['HEARTH_VARIANTS']?.split(',') ?? ['', ...runnableVariants()];
try {
  for (const variant of asked) {
    process.env['NODE_OPTIONS'] = variant === '' ? '' : optionsForVariant(variant, folder);
    console.log(`\n${variant === '' ? 'This processor' : `As ${variant}`}\n`);
    console.log(
      '| model | chosen | said, MB | taken, MB | said ÷ taken | mapped: said ÷ taken | taken, MB | load, ms | read: said ÷ taken | taken, MB | load, ms |',
    );
    console.log(`|${' --- |'.repeat(11)}`);
    for (const [name, one] of Object.entries(sizedCases))
      console.log(`| ${[name, ...(await measure(one))].join(' | ')} |`);
  }
} finally {
  killEngines();
  rmSync(folder, { recursive: true, force: true });
}

#!/usr/bin/env node
/** `hearth`: the command line. */
import { fileURLToPath } from 'node:url';
import { buildIfStale, compiled } from './build.mjs';
import { limitProblem, ownLimits } from './limits.mjs';

const problem = limitProblem(ownLimits());
if (problem !== null) {
  console.error(problem);
  process.exit(1);
}
if (process.env['HEARTH_NO_BUILD'] === undefined) await buildIfStale();
const { runHearth } = await compiled('main/host/run-hearth.js');
process.exit(await runHearth(process.argv.slice(2), [process.execPath, fileURLToPath(import.meta.url)]));

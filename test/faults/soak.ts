/**
 * `npm run soak`: injects every fault again and again at random moments, for as many minutes as it is given, and prints the table
 * of docs/reliability.md. `--minutes 20`, `--only NAME`, `--engine real`, `--seed 1`, `--acts 6`,
 * `--rounds 1`. `npm run soak -- load` is the load test (load.ts). Every third round runs a real engine with a small model of random weights, the others an engine that answers by script.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { tinyModel } from '../fixtures/models/files.ts';
import { answerApi } from '../fixtures/hub/hub-api.ts';
import { madeFile } from '../fixtures/hub/made-file.ts';
import { realRepository } from '../fixtures/hub/real-file.ts';
import { openStandInHub } from '../fixtures/hub/stand-in-hub.ts';
import { allFaults } from './all-faults.ts';
import { growthOf, headOfSamples, lineOf, runLoad } from './load.ts';
import { liveIn } from './lived-in.ts';
import { tableOf } from './report.ts';
import { runTrial, type Outcome } from './trial.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    engine: { type: 'string', default: 'both' },
    seed: { type: 'string' },
    acts: { type: 'string', default: '8' },
    rounds: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    turns: { type: 'string', default: '10000' },
  },
});

if (positionals[0] === 'load') {
  console.log(headOfSamples);
  const samples = await runLoad({
    turns: Number(values.turns),
    engine: values.engine === 'real' ? 'real' : 'scripted',
    onSample: (sample) => console.log(lineOf(sample)),
  });
  const grows = growthOf(samples);
  console.log(grows.length === 0 ? 'All of it levels off.' : `It grows: ${grows.join('; ')}`);
  process.exit(grows.length === 0 ? 0 : 1);
}

const template = mkdtempSync(join(tmpdir(), 'hearth-lived-in-'));
await liveIn(template);
const withModel = `${template}-with-model`;
cpSync(template, withModel, { recursive: true });
leaveModel(withModel, tinyModel());
const repository = 'maker/Made-GGUF';
const file = madeFile('Made-Q8_0.gguf', 3e6);
const repositories = [realRepository(repository, [file])];
const hub = await openStandInHub({
  repositories,
  answerApi: (request, response) => answerApi(request, response, repositories),
  // A download lasts as long as a few acts of the user.
  bytesPerSecond: 1e6,
});
const until = Date.now() + Number(values.minutes) * 60_000;
const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
const outcomes: Outcome[] = [];
const faults = allFaults.filter(({ name }) => name.includes(values.only));
for (const fault of faults) {
  const why = fault.unavailable?.() ?? '';
  if (why !== '') console.log(`not injected: ${fault.name} (${why})`);
}
const rounds = Number(values.rounds ?? Infinity);
for (let round = 0; round < rounds && Date.now() < until; round += 1) {
  const engine =
    values.engine === 'real' || (values.engine === 'both' && round % 3 === 2) ? 'real' : 'scripted';
  for (const fault of faults) {
    if ((fault.unavailable?.() ?? '') !== '' || Date.now() >= until) continue;
    const startedAt = performance.now();
    const outcome = await runTrial({
      fault,
      seed: firstSeed + round,
      engine,
      template: engine === 'real' ? withModel : template,
      acts: Number(values.acts),
      hub: { url: hub.url, repository, file: file.path, setOnline: hub.setOnline },
    });
    outcomes.push(outcome);
    const isBad = outcome.faults.length + outcome.lost.length > 0;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(
      `${isBad ? 'BAD' : 'ok '} ${seconds} s  ${fault.name}  (seed ${outcome.seed}, ${engine} engine)`,
    );
    if (isBad || values.verbose) console.log(JSON.stringify(outcome, null, 2));
  }
}
console.log(`\n${tableOf(outcomes)}`);
await hub.close();
for (const folder of [template, withModel]) rmSync(folder, { recursive: true, force: true });
process.exit(outcomes.every(({ faults: bad, lost }) => bad.length + lost.length === 0) ? 0 : 1);

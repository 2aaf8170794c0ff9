/** Answers of a model of random weights that are bound to random schemas. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSampling } from '../../../main/shared/settings/sampling.ts';
import { killEngines, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';
import { randomSchema } from '../../fixtures/grammar/random-schema.ts';
import { randomFrom, schemaFormat } from '../../fixtures/grammar/random-text.ts';
import { times } from '../../fixtures/long.ts';
import { tinyModel } from '../../fixtures/models/files.ts';

let tiny: LocalEngine;
beforeAll(async () => (tiny = await LocalEngine.open(tinyModel(), { folder: stateFolder() })));
afterAll(async () => {
  await tiny.close();
  killEngines();
});

it('every answer that ended by itself is valid', { timeout: 300_000 }, async () => {
  const schemas = times(20, 200);
  let ended = 0;
  const faults: string[] = [];
  for (let seed = 0; seed < schemas; seed += 1) {
    const schema = randomSchema(randomFrom(1000 + seed));
    const { ending, answer } = await tiny.run({
      messages: [user('Hello')],
      responseFormat: schemaFormat(schema),
      sampling: { ...openSampling, temperature: 1.5, topK: 0, topP: 1, minP: 0, seed },
      longestAnswer: 150,
    });
    const isValid = addFormats(new Ajv2020({ strict: false })).compile(schema);
    // A model of random weights may write a text or white space for ever.
    if (ending === 'too-long') continue;
    ended += 1;
    if (ending !== 'finished' || !isValid(JSON.parse(answer!.text)))
      faults.push(`${JSON.stringify(schema)}: ${ending}: ${answer?.text}`);
  }
  expect(faults).toEqual([]);
  expect(ended).toBeGreaterThan(schemas / 2);
});

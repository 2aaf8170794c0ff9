/**
 * The public test cases of JSON schemas: each schema becomes a grammar or is refused by name, and every text of such a grammar is valid.
 * The package has draft 4. `HEARTH_JSON_SCHEMA_SUITE` names a folder with newer drafts, such as the one of Debian's package of that name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultIn } from '../../../main/shared/grammar/response-format.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { isText, schemaFormat } from '../../fixtures/grammar/random-text.ts';

interface Group {
  description: string;
  schema: unknown;
  tests: { description: string; data: unknown; valid: boolean }[];
}

const packaged = join(
  dirname(createRequire(import.meta.url).resolve('json-schema-test-suite/package.json')),
  'tests',
);
const given = process.env['HEARTH_JSON_SCHEMA_SUITE'];

/**
 * Cases that a grammar of JSON text cannot tell apart: 1.0 is parsed as 1. And cases of older drafts in which the content of a string
 * is judged, which draft 2020-12 calls an annotation.
 */
const untold = /zeroTerminatedFloats|optional\/content|ecmascript-regex/;

/** What refuses a schema: a keyword or a part of it, or a contradiction. */
const byName = /“[^”]+”|references must|no value can be valid|No answer could ever|pattern is not supported/;

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );

const suites = [
  { name: 'draft 4', folder: join(packaged, 'draft4') },
  ...(given === undefined
    ? []
    : readdirSync(given)
        .filter((name) => /^draft(?!3|-next)/.test(name))
        .map((name) => ({ name, folder: join(given, name) }))),
];

describe.each(suites)('the public cases of $name', ({ folder }) => {
  it('are enforced, or refused by name', () => {
    const faults: string[] = [];
    const counts = { enforced: 0, refused: 0, valid: 0, written: 0 };
    for (const path of filesIn(folder)) {
      if (untold.test(relative(folder, path))) continue;
      for (const { description, schema, tests } of JSON.parse(readFileSync(path, 'utf8')) as Group[]) {
        const format = schemaFormat(schema);
        const fault = faultIn(format);
        if (fault !== null) {
          counts.refused += 1;
          if (!byName.test(sentenceOf(fault))) faults.push(`${path}: ${description}: ${sentenceOf(fault)}`);
          continue;
        }
        counts.enforced += 1;
        for (const { description: which, data, valid } of tests) {
          const isWritten = isText(format, JSON.stringify(data));
          if (isWritten && !valid) faults.push(`${path}: ${description}: ${which}`);
          if (valid) counts.valid += 1;
          if (valid && isWritten) counts.written += 1;
        }
      }
    }
    expect(faults).toEqual([]);
    expect(counts.enforced).toBeGreaterThan(counts.refused);
    // The others have another order, more than the schema names, or another type than its keywords are for.
    expect(counts.written).toBeGreaterThan(counts.valid / 2);
  });
});

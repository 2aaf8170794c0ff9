/** Tests the message catalogue, and that no code in it is unused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';
import {
  codes,
  readTold,
  sentenceOf,
  say,
  toldIn,
  whatHappened,
  whatNext,
  writeTold,
} from '../../../main/shared/words/catalogue.ts';

const root = join(import.meta.dirname, '../../..');
const sources = ['main', 'electron', 'renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(?:c|m)?tsx?$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') })),
);
const outside = sources.filter(
  ({ name }) => name === 'main/shared/words/catalogue.ts' || !name.startsWith('main/shared/words/'),
);

describe('the catalogue', () => {
  it('makes a sentence of a code and its facts that says what happened and what to do next', () => {
    const problem = say('network.unknown-host', { host: 'hub.example' });
    expect(sentenceOf(problem)).toBe(
      'Cannot find hub.example. Check your internet connection, and the address in Settings.',
    );
    expect(whatHappened(problem)).toBe('Cannot find hub.example.');
    expect(whatNext(problem)).toBe('Check your internet connection, and the address in Settings.');
    expect(whatNext(say('app.connection-lost'))).toBeNull();
  });

  it('never throws, and says something general if it does not know the code or cannot use the facts', () => {
    const general = sentenceOf(say('app.failed'));
    expect(sentenceOf({ code: 'network.none', facts: {} })).toBe(general);
    expect(sentenceOf({ code: 'toString', facts: {} })).toBe(general);
    expect(sentenceOf({ code: 'hub.gated', facts: null as never })).toBe(general);
    expect(sentenceOf({ code: 'app.as-stored', facts: {} })).toBe(general);
  });

  it('keeps sentences on one line, whatever a file or a server puts into the facts', () => {
    expect(sentenceOf(say('network.timed-out', { host: 'a\n\u001b[31mb' }))).toBe(
      'a [31mb did not respond in time. Try again later.',
    );
  });

  it('has no unused codes', () => {
    const unused = codes().filter((code) => !outside.some(({ text }) => text.includes(`'${code}'`)));
    expect(unused).toEqual([]);
  });
});

describe('a message', () => {
  it('is stored as text and read again, and an older plain sentence is shown as it is', () => {
    const problem = say('network.cut', { host: 'a', reason: 'ECONNRESET' });
    expect(readTold(writeTold(problem))).toEqual(problem);
    expect(sentenceOf(readTold('The connection was lost: try again.'))).toBe(
      'The connection was lost: try again.',
    );
    for (const text of ['{', '{}', '{"code":1,"facts":{}}', '{"code":"a.b","facts":[]}', 'null'])
      expect(toldIn(text)).toBeNull();
  });

  it("is carried by a refusal, with its sentence as the error's message", () => {
    const cause = new Error('why');
    const refusal = new Refusal('hub.disabled', { repository: 'a/b' }, { cause });
    expect(refusal.told).toEqual({ code: 'hub.disabled', facts: { repository: 'a/b' } });
    expect(refusal.message).toBe('a/b was disabled by Hugging Face. Choose another model.');
    expect(refusal.cause).toBe(cause);
    expect(Refusal.of(refusal.told).told).toEqual(refusal.told);
  });
});

/** The index of passages, on its real file in its thread. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fuse } from '../../../main/core/documents/index/fuse.ts';
import { openPassageIndex, passagesPath } from '../../../main/core/documents/index/open-passages.ts';
import { openPassages } from '../../../main/core/documents/index/passages-file.ts';
import { removeSome } from '../../../main/core/documents/index/passages-writes.ts';
import type {
  FoundPassage,
  IndexedDocument,
  PassageIndex,
} from '../../../main/core/documents/index/passage-index.ts';
import { openConnection } from '../../../main/core/database/connection.ts';
import { chunksOf } from '../../../main/shared/documents/chunks.ts';
import type { DocumentText } from '../../../main/shared/documents/document-text.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { documentOf, folderOf, pagesOf } from '../../fixtures/documents/samples.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

let folder: ReturnType<typeof temporaryFolder>;
let index: PassageIndex;
let errors: string[];
let isBusy: boolean;
let moved: string[];
const texts = new Map<string, DocumentText>();

type More = Pick<Parameters<typeof openPassageIndex>[0], 'rankings' | 'reranker'>;
const open = (more: More = {}): void => {
  const error = (text: string): void => void errors.push(text);
  index = openPassageIndex({
    dataFolder: folder.path,
    isBusy: () => isBusy,
    onMove: (ids) => void moved.push(...ids),
    log: { info: () => undefined, warn: error, error, close: () => undefined },
    ...more,
  });
};
beforeEach(() => {
  [errors, moved, isBusy] = [[], [], false];
  texts.clear();
  folder = temporaryFolder();
  open();
});
afterEach(async () => {
  await index.close();
  folder.remove();
});

/** Stores the text of a document. */
const stored = (id: string, document: DocumentText, version = '1'): IndexedDocument => {
  const its = join(folder.path, 'documents', id);
  mkdirSync(its, { recursive: true });
  writeFileSync(join(its, 'text.txt'), document.text);
  writeFileSync(join(its, 'places.json'), JSON.stringify(document.places));
  texts.set(id, document);
  return { id, name: `${id}.md`, version, kind: document.kind, folder: its };
};
const found = async (query: string, ...ids: string[]): Promise<string[]> =>
  (await index.find(ids, query, 5)).map(({ documentId, at, length }) =>
    texts.get(documentId)!.text.slice(at, at + length),
  );
const complete = (...ids: string[]): Promise<void> =>
  waitFor(() => expect(ids.map((id) => index.share(id))).toEqual(ids.map(() => 1)), { timeout: 40_000 });

/** Sections of about the length of a passage, each about another thing. */
const sections = (things: readonly string[]): string =>
  things
    .map((thing) => `# On ${thing}\n\n${`We say more about the ${thing} here. `.repeat(25)}\n`)
    .join('\n');
const pumps = documentOf(
  `${sections(['valves', 'boilers'])}\n# Heat pumps\n\nThe compressor consumed 1,240 kWh in winter.\n\n${sections(['pipes'])}`,
);

it('finds the passages of the asked documents alone, and those that are not indexed yet', async () => {
  isBusy = true;
  index.add(stored('a', pumps));
  index.add(stored('b', documentOf(sections(['compressors']))));
  expect(index.share('a')).toBe(0);
  expect((await found('How much did the compressors consume?', 'a'))[0]).toContain('1,240 kWh');
  expect(index.share('a')).toBe(1);
  expect(index.share('b')).toBe(0);
  expect((await found('compressor', 'a', 'b')).some((text) => text.startsWith('# On compressors'))).toBe(
    true,
  );
  // The only passage with the word comes first, and its neighbours follow it.
  const beside = await found('compressor', 'a');
  expect(beside.map((text) => text.slice(0, 8))).toEqual(['# Heat p', '# On boi', '# On val']);
  expect(await found('compressor')).toEqual([]);
  expect(await found('compressor', 'unknown')).toEqual([]);
});

it('finds parts of words, words with prefixes, and languages without spaces', async () => {
  const languages = sections(['Dampf', 'Nebel']).replace('here', 'Die Luftwärmepumpenanlage läuft.');
  index.add(
    stored(
      'a',
      documentOf(
        `${languages}\n\n# 热泵\n\n${'热泵的能效比为三点八。'.repeat(40)}\n\n# 锅炉\n\n${'锅炉已经很旧了。'.repeat(60)}\n\n# عربي\n\n${'والمضخة تعمل. '.repeat(40)}\n`,
      ),
    ),
  );
  await complete('a');
  expect((await found('Welche Wärmepumpe?', 'a'))[0]).toContain('Luftwärmepumpenanlage');
  expect((await found('能效比是多少', 'a'))[0]).toContain('能效比');
  expect((await found('مضخة', 'a'))[0]).toContain('والمضخة');
  expect((await found('BOILERS? "dampf" AND (NEAR * -', 'a'))[0]).toContain('# On Dampf');
});

/** A document with these passages, among others that have none of their words. */
const amongOthers = (...passages: readonly string[]): DocumentText => {
  const others = sections(['bricks', 'clouds', 'herons', 'kettles', 'lamps', 'mosses', 'nettles', 'otters']);
  return documentOf(
    `${others}\n${passages.map((one, nth) => `# Part ${'abcdefghijklmn'[nth]!}\n\n${one}\n\n`).join('')}${others}`,
  );
};

it.each([
  ['Is the wifi encrypted?', 'The wireless network has a key.'],
  ['Why did the king die in the war?', 'The war ended when he died of a fever.'],
])('finds %j by the meaning and the forms of its words', async (question, answer) => {
  index.add(stored('a', amongOthers('Nothing of it here at all.', answer, 'Nothing there either.')));
  expect((await found(question, 'a'))[0]).toContain(answer);
});

it('finds the page and the section that a question names', async () => {
  const names = Array.from({ length: 26 }, (_, nth) => String.fromCharCode(97 + nth).repeat(5));
  index.add(
    stored('a', pagesOf(...names.map((name) => `We say more of 12 valves here, ${name}. `.repeat(25)))),
  );
  expect((await found('What is said of valves on page 12?', 'a'))[0]).toContain(names[11]);
  const titles = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'].map(
    (nth) => `# Chapter ${nth}\n\n${'More of the valves. '.repeat(60)}`,
  );
  index.add(stored('b', documentOf(titles.join('\n\n'))));
  expect((await found('What about the valves in chapter 4?', 'b'))[0]).toMatch(/^# Chapter IV/);
});

it('finds the document that a question names', async () => {
  const valves = documentOf(sections(['valves', 'pipes']));
  const named = { ...stored('b', valves), name: 'Boiler_Manual.pdf' };
  for (const one of [stored('a', valves), named, stored('c', valves)]) index.add(one);
  const [first] = await index.find(['a', 'b', 'c'], 'What does the boiler manual say of valves?', 5);
  expect(first!.documentId).toBe('b');
});

it('gives the beginning of each document to a question that names nothing', async () => {
  index.add(stored('a', pumps));
  index.add(stored('b', documentOf(sections(['compressors', 'others']))));
  await complete('a', 'b');
  const all = await found('What is this about, please?', 'a', 'b');
  expect(all.slice(0, 2).map((text) => text.slice(0, 9))).toEqual(['# On valv', '# On comp']);
  expect((await found('zzzz', 'b'))[0]).toContain('# On comp');
});

it('indexes in idle time, continues after a restart, and says how far it is', async () => {
  const long = documentOf(sections(Array.from({ length: 400 }, (_, nth) => `thing${nth}`)));
  const document = stored('a', long);
  index.keep([document]);
  await waitFor(() => expect(index.share('a')).toBeGreaterThan(0.05), { timeout: 60_000, interval: 5 });
  isBusy = true;
  await index.close();
  const share = index.share('a');
  expect(share).toBeLessThan(1);
  expect(moved).toContain('a');
  open();
  index.keep([document]);
  isBusy = false;
  await waitFor(() => expect(index.share('a')).toBeGreaterThanOrEqual(share), {
    timeout: 60_000,
    interval: 1,
  });
  await complete('a');
  await index.close();
  // No passage is there twice, and none is missing.
  const db = openConnection(passagesPath(folder.path));
  const passages = db.prepare('SELECT at, length FROM passages ORDER BY row').all();
  db.close();
  expect(passages).toEqual([...chunksOf(long)].map(({ at, length }) => ({ at, length })));
  expect(errors).toEqual([]);
});

it('waits while an answer runs', async () => {
  isBusy = true;
  index.keep([stored('a', pumps)]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(index.share('a')).toBe(0);
  isBusy = false;
  await complete('a');
});

it('indexes another version in place of the earlier one', async () => {
  index.add(stored('a', pumps));
  await complete('a');
  index.add(stored('a', documentOf(sections(['pipes', 'turbines'])), '2'));
  await complete('a');
  expect((await found('turbines', 'a'))[0]).toMatch(/^# On turbines/);
  expect((await found('compressor winter', 'a'))[0]).toMatch(/^# On pipes/);
});

it('removes what it has of a document from the disk', async () => {
  const secret = documentOf(
    sections(['xylophones', ...Array.from({ length: 100 }, (_, nth) => `word${nth}`)]),
  );
  index.keep([stored('a', secret), stored('b', pumps)]);
  await complete('a', 'b');
  await index.remove(['a']);
  const path = passagesPath(folder.path);
  const files = readdirSync(folder.path).filter((name) => name.startsWith('documents.db'));
  for (const name of files)
    expect(readFileSync(join(folder.path, name)).includes('xylophone'), name).toBe(false);
  expect(existsSync(path)).toBe(true);
  expect(await found('xylophones', 'a')).toEqual([]);
  expect((await found('compressor', 'b'))[0]).toContain('1,240');
  // Also with those that were removed while Hearth did not run.
  await index.close();
  open();
  index.keep([]);
  await waitFor(() => expect(readFileSync(path).includes('compressor')).toBe(false), { timeout: 60_000 });
});

it('overwrites after a crash what was only marked as removed', async () => {
  index.keep([stored('a', documentOf(sections(['xylophones'])))]);
  await complete('a');
  await index.close();
  const path = passagesPath(folder.path);
  const db = openPassages(path, false);
  expect(removeSome(db, 'a')).toBe(false);
  db.close();
  expect(readFileSync(path).includes('xylophon')).toBe(true);
  open();
  index.keep([]);
  await waitFor(() => expect(readFileSync(path).includes('xylophon')).toBe(false), { timeout: 60_000 });
});

it('adds a document again that is being removed', async () => {
  const document = stored('a', documentOf(sections(Array.from({ length: 150 }, (_, nth) => `thing${nth}`))));
  index.add(document);
  await complete('a');
  const removed = index.remove(['a']);
  index.add(document);
  await removed;
  await complete('a');
  expect((await found('thing149', 'a'))[0]).toContain('thing149');
  expect((await found('thing3', 'a'))[0]).toContain('thing3');
});

it.each<[string, (path: string) => void]>([
  ['damaged', (path) => writeFileSync(path, readFileSync(path).fill(0x55, 4_096))],
  ['cut', (path) => writeFileSync(path, readFileSync(path).subarray(0, 9_000))],
  ['of another program', (path) => writeFileSync(path, 'not a database')],
  ['lost', (path) => rmSync(path)],
])('builds a file again that is %s', async (_, damage) => {
  index.keep([stored('a', pumps)]);
  await complete('a');
  await index.close();
  damage(passagesPath(folder.path));
  open();
  index.keep([stored('a', pumps)]);
  await complete('a');
  expect((await found('compressor winter', 'a'))[0]).toContain('1,240');
});

it('leaves out a document whose text cannot be read, and refuses if its file cannot be used', async () => {
  const document = stored('a', pumps);
  rmSync(join(document.folder, 'text.txt'));
  index.keep([document, stored('b', folderOf({ 'src/a.ts': 'export const compressor = 1;\n' }))]);
  await complete('b');
  expect(await found('compressor', 'a', 'b')).toEqual(['export const compressor = 1;']);
  expect(errors).toHaveLength(1);
  await index.close();
  rmSync(passagesPath(folder.path));
  mkdirSync(join(passagesPath(folder.path), 'occupied'), { recursive: true });
  open();
  index.add(stored('b', pumps));
  await expect(index.find(['b'], 'compressor', 5)).rejects.toMatchObject({
    told: { code: 'documents.no-passages' },
  });
});

it('joins other rankings, and lets a reranker decide', async () => {
  const at = (part: string): FoundPassage => ({ documentId: 'a', at: pumps.text.indexOf(part), length: 10 });
  const [first, second, third] = [at('# On valves'), at('# On boilers'), at('# Heat')];
  const weight = 1;
  expect(
    fuse([
      { weight, passages: [first, second] },
      { weight, passages: [third, second] },
    ])[0],
  ).toEqual(second);

  await index.close();
  open({
    rankings: () => [
      () => Promise.resolve([second, second, second].slice(0, 1)),
      () => Promise.reject(new Error('no model')),
    ],
    reranker: () => (_, passages) => Promise.resolve(passages.toReversed()),
  });
  index.keep([stored('a', pumps)]);
  await complete('a');
  const reversed = await index.find(['a'], 'compressor winter', 5);
  expect(reversed.map((one) => one.at)).toContain(second.at);
  expect(pumps.text.slice(reversed.at(-1)!.at)).toContain('1,240 kWh');
  expect(errors).toEqual(['a ranking of passages failed']);
});

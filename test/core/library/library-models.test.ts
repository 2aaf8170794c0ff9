/** Checks what the library makes of files: kinds, split models, projectors and drafts, facts and problems. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { say, sentenceOf } from '../../../main/shared/words/catalogue.ts';
import type { LibraryModel } from '../../../main/shared/contract/library.ts';
import { entry } from '../../../main/engine/load/write-gguf.ts';
import { createAnswering } from '../../../main/core/library/answering.ts';
import { assemble } from '../../../main/core/library/assemble.ts';
import { openFileSource } from '../../../main/system/file-source.ts';
import { readGgufHeader } from '../../../main/shared/gguf/gguf-header.ts';
import { metadataLines } from '../../../main/shared/gguf/metadata-lines.ts';
import type { Place } from '../../../main/core/library/places.ts';
import { quantizationOfName } from '../../../main/shared/model/quantization.ts';
import { scan, withoutIncomplete, type Scan, type ScanOptions } from '../../../main/core/library/scan.ts';
import { walk } from '../../../main/core/library/walk.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { qwen3Thinking } from '../../fixtures/models/chat-templates.ts';
import { reasoningModel, tinyModel } from '../../fixtures/models/files.ts';
import { textFile, tinyFile, tinyParts, tinyProjector } from '../../fixtures/library/library-fixtures.ts';
import { keepsTo } from '../../fixtures/in-time.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-models-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Scans a folder, in this thread. */
const scanned = (path: string, options: Partial<ScanOptions> = {}): Promise<Scan> =>
  scan({
    places: [{ path, owner: 'user', isFile: path.endsWith('.gguf'), janDataFolder: null }],
    answering: createAnswering(),
    known: new Map(),
    damaged: new Map(),
    restMs: -1,
    onFacts: () => undefined,
    onProgress: () => undefined,
    ...options,
  });
const modelsIn = async (path: string): Promise<LibraryModel[]> => assemble((await scanned(path)).files);
const oneIn = async (path: string): Promise<LibraryModel> => {
  const models = await modelsIn(path);
  expect(models).toHaveLength(1);
  return models[0]!;
};
/** The value of each model, by its name. */
const each = async <Value>(
  path: string,
  value: (model: LibraryModel) => Value,
): Promise<Record<string, Value>> =>
  Object.fromEntries((await modelsIn(path)).map((model) => [model.name, value(model)]));

describe('a model', () => {
  it('of a real architecture has its facts', async () => {
    expect(await oneIn(tinyModel())).toMatchObject({
      kind: 'chat',
      name: 'Tiny',
      architecture: 'llama',
      quantization: 'Q8_0',
      trainedContextLength: 4096,
      supports: { tools: false, reasoning: false },
      licence: null,
      source: null,
      problem: null,
    });
    const model = await oneIn(tinyModel());
    // All matrices take 34 bytes per 32 weights; the few norms are F32.
    expect(model.bitsPerWeight).toBeGreaterThan(8.5);
    expect(model.bitsPerWeight).toBeLessThan(8.6);
    expect(model.files).toEqual([{ path: tinyModel(), bytes: model.bytes }]);
    expect((await oneIn(reasoningModel())).supports).toEqual({ tools: true, reasoning: true });
    expect(await oneIn(starterModel)).toMatchObject({ kind: 'chat', problem: null });
  });

  it('takes its licence from its file, or licence and source from Hugging Face if Hearth downloaded it', async () => {
    tinyFile(join(folder, 'a.gguf'), { name: 'A', licence: 'apache-2.0' });
    tinyFile(join(folder, 'b.gguf'), {
      name: 'B',
      licence: 'other',
      more: [['general.license.name', entry.string('gemma')]],
    });
    tinyFile(join(folder, 'c.gguf'), { name: 'C', licence: 'mit' });
    textFile(
      join(folder, 'c.gguf.hearth.json'),
      JSON.stringify({ repository: 'some/model', revision: 'abc', licence: 'llama3.2' }),
    );
    tinyFile(join(folder, 'd.gguf'), { name: 'D' });
    textFile(join(folder, 'd.gguf.hearth.json'), JSON.stringify({ repository: '../../etc' }));
    tinyFile(join(folder, 'bartowski/Some-GGUF/e.gguf'), { name: 'E' });
    expect(await each(folder, ({ licence, source }) => [licence, source])).toEqual({
      A: ['apache-2.0', null],
      B: ['gemma', null],
      C: ['llama3.2', 'some/model'],
      D: [null, null],
      E: [null, 'bartowski/Some-GGUF'],
    });
  });

  it('takes its name and quantization from its file name if the header has none', async () => {
    tinyFile(join(folder, 'Some-Model-IQ4_XS.gguf'), { name: null, fileType: null });
    tinyFile(join(folder, 'plain.gguf'), { name: 'with\u0000 line\n breaks\u202E ', fileType: null });
    expect(await each(folder, ({ quantization }) => quantization)).toEqual({
      'Some-Model-IQ4_XS': 'IQ4_XS',
      'with line breaks': 'F16',
    });
  });

  it.each([
    ['Llama-3.2-3B-Instruct-Q4_K_M.gguf', 'Q4_K_M'],
    ['model.Q8_0.gguf', 'Q8_0'],
    ['gemma-3-4b-it-qat-q4_0.gguf', 'Q4_0'],
    ['gpt-oss-20b-mxfp4.gguf', 'MXFP4'],
    ['Qwen3-8B-UD-IQ2_XXS.gguf', 'UD-IQ2_XXS'],
    ['mmproj-BF16.gguf', 'BF16'],
    ['mmproj-model-fp16.gguf', 'F16'],
    ['Big-Q4_K_M-00001-of-00003.gguf', 'Q4_K_M'],
    ['Q1-report.gguf', 'Q1'],
    ['llama.gguf', null],
  ])('named %s has the quantization %s', (name, quantization) => {
    expect(quantizationOfName(name)).toBe(quantization);
  });

  it('supports tools and reasoning if its template has a place for them, and odd templates are handled too', async () => {
    const template = (name: string, text: string): string =>
      tinyFile(join(folder, `${name}.gguf`), { name, template: text });
    template('lists', '{%- if xml_tools -%}{{ x }}{% endif %}<think>');
    template('calls', '{% for call in message.tool_calls %}{% endfor %}');
    template('speaks', 'You have tools. {{ message }} tools');
    template('endless', '{%'.repeat(500_000));
    // Phi 3.5 ends its turns with a tag that also ends the thoughts of gpt-oss; Solar has tags of its own.
    template('phi', "{{ '<|user|>' + message.content + '<|end|>' }}");
    template('solar', "{{ '<|think|>' + message.reasoning + '<|end|>' }}");
    const startedAt = performance.now();
    expect(await each(folder, ({ supports: { tools, reasoning } }) => [tools, reasoning])).toEqual({
      lists: [true, true],
      calls: [false, false],
      speaks: [false, false],
      endless: [false, false],
      phi: [false, false],
      solar: [false, true],
    });
    expect(keepsTo(performance.now() - startedAt, 2000)).toBe(true);
  });

  it('has its kind: base, embedding, adapter, draft or chat', async () => {
    tinyFile(join(folder, 'base.gguf'), { name: 'Base', template: null });
    tinyFile(join(folder, 'bert.gguf'), { name: 'Bert', architecture: 'nomic-bert', template: null });
    tinyFile(join(folder, 'qwen.gguf'), {
      name: 'Qwen3 Embedding',
      architecture: 'qwen3',
      more: [['qwen3.pooling_type', entry.uint32(3)]],
    });
    tinyFile(join(folder, 'lora.gguf'), { name: 'Lora', type: 'adapter', tokens: 0 });
    tinyFile(join(folder, 'e.gguf'), { name: 'Eagle', architecture: 'eagle3', tokens: 0 });
    tinyFile(join(folder, 'mtp-x.gguf'), { name: 'Ahead' });
    tinyFile(join(folder, 'x-DRAFT-0.6B.gguf'), { name: 'Draft' });
    tinyFile(join(folder, 'Whole-MTP-Q4_K_M.gguf'), { name: 'Whole' });
    tinyFile(join(folder, 'n.gguf'), {
      name: 'Only ahead',
      more: [['llama.nextn_predict_layers', entry.uint32(1)]],
      tensors: ['token_embd.weight', 'blk.2.nextn.eh_proj.weight'],
    });
    tinyFile(join(folder, 'g.gguf'), {
      name: 'With ahead',
      more: [['llama.nextn_predict_layers', entry.uint32(1)]],
      tensors: ['blk.0.attn_q.weight', 'blk.2.nextn.eh_proj.weight'],
    });
    expect(await each(folder, ({ kind }) => kind)).toEqual({
      Base: 'base',
      Bert: 'embedding',
      'Qwen3 Embedding': 'embedding',
      Lora: 'adapter',
      Eagle: 'draft',
      Ahead: 'draft',
      Draft: 'draft',
      Whole: 'chat',
      'Only ahead': 'draft',
      'With ahead': 'chat',
    });
  });

  it('is not listed for a file that is an importance matrix, incomplete or hidden', async () => {
    tinyFile(join(folder, 'imatrix.gguf'), { architecture: '', type: 'imatrix' });
    for (const ending of ['.part', '.tmp', '.incomplete', '.downloadInProgress', '.crdownload'])
      tinyFile(join(folder, `half.gguf${ending}`));
    tinyFile(join(folder, 'fetched.gguf'));
    textFile(join(folder, 'fetched.gguf.aria2'), '');
    const [, second] = tinyParts(join(folder, 'parts'), 3);
    renameSync(second!, `${second}.part`);
    tinyFile(join(folder, '._resource.gguf'));
    tinyFile(join(folder, '.Trash/gone.gguf'));
    textFile(join(folder, 'model.bin'), 'GGUF');
    mkdirSync(join(folder, 'folder.gguf'));
    expect(await modelsIn(folder)).toEqual([]);
  });

  it('is listed for each complete file, whatever a download left beside it', async () => {
    const lastYear = new Date(Date.now() - 400 * 86_400_000);
    tinyFile(join(folder, 'a.gguf'), { name: 'Stale part' });
    textFile(join(folder, 'a.gguf.part'), '');
    utimesSync(join(folder, 'a.gguf.part'), lastYear, lastYear);
    tinyFile(join(folder, 'b.gguf'), { name: 'Beside tmp' });
    textFile(join(folder, 'b.gguf.tmp'), 'GGUF');
    tinyFile(join(folder, 'd1/d2/d3/d4/d5/d6/d7/d8/deep.gguf'), { name: 'Deep' });
    tinyFile(join(folder, 'ünï cødé 模型 😀.GGUF'), { name: 'Unicode' });
    // While it downloads, a browser reserves the final name with an empty file.
    textFile(join(folder, 'c.gguf'), '');
    textFile(join(folder, 'c.gguf.part'), 'GGUF');
    expect((await modelsIn(folder)).map(({ name }) => name)).toEqual([
      'Beside tmp',
      'Deep',
      'Stale part',
      'Unicode',
    ]);
  });

  it.skipIf(process.platform !== 'linux')(
    'is skipped, with a reason, if its name is not UTF-8 or if aria2 is still downloading it',
    () => {
      tinyFile(join(folder, 'plain.gguf'));
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/mod`), Buffer.from([0xe9]), Buffer.from('le.gguf')]),
        'GGUF',
      );
      const place: Place = { path: folder, owner: 'user', isFile: false, janDataFolder: null };
      expect(walk(place).problem).toEqual(say('library.not-utf8', { name: 'mod\uFFFDle.gguf', folder }));
      rmSync(folder, { recursive: true });
      tinyFile(join(folder, 'growing.gguf'));
      textFile(join(folder, 'growing.gguf.aria2'), '');
      expect(walk(place)).toMatchObject({
        files: [],
        problem: { code: 'library.aria2-unfinished' },
      });
    },
  );

  it.skipIf(process.platform === 'win32')('is not a pipe, and a pipe blocks nothing', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.gguf'), join(folder, 'whole.gguf.hearth.json')]);
    tinyFile(join(folder, 'whole.gguf'), { name: 'Whole' });
    expect((await modelsIn(folder)).map(({ name }) => name)).toEqual(['Whole']);
    for (let time = 0; time < 8; time += 1)
      await expect(openFileSource(join(folder, 'pipe.gguf'))).rejects.toThrow('is not a regular file');
    rmSync(join(folder, 'whole.gguf.hearth.json'));
  });
});

describe('a split model', () => {
  it('is one model with all its parts', async () => {
    const parts = tinyParts(join(folder, 'Big-Q4_K_M'), 3, { name: 'Big', parameters: 1000 });
    const model = await oneIn(folder);
    expect(model).toMatchObject({
      path: parts[0],
      name: 'Big',
      parameters: 3000,
      kind: 'chat',
      problem: null,
    });
    expect(model.files.map(({ path }) => path)).toEqual(parts);
    expect(model.bytes).toBe(model.files.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('says which part is missing if its download was abandoned, and waits for one that is running', async () => {
    const [, second] = tinyParts(join(folder, 'Big'), 3);
    renameSync(second!, `${second}.part`);
    expect(await modelsIn(folder)).toEqual([]);
    const lastYear = new Date(Date.now() - 400 * 86_400_000);
    utimesSync(`${second}.part`, lastYear, lastYear);
    expect((await oneIn(folder)).problem).toMatchObject({ code: 'library.missing-parts' });
  });

  it('may claim any number of parts in its name, and says so shortly', async () => {
    const [first, second] = tinyParts(join(folder, 'Big'), 2);
    renameSync(first!, join(folder, 'Big-00001-of-99999.gguf'));
    renameSync(second!, join(folder, 'Big-00000-of-99999.gguf'));
    const { problem } = await oneIn(folder);
    expect(sentenceOf(problem!)).toMatch(/^Big lacks parts 2, 3, 4 and 99,995 others of 99,999\. /);
    expect(JSON.stringify(problem).length).toBeLessThan(200);
  });

  it('with a part too many, or one twice, has wrong numbers in its names', async () => {
    const parts = tinyParts(join(folder, 'Big'), 2);
    copyFileSync(parts[1]!, join(folder, 'Big-00003-of-00002.gguf'));
    expect((await oneIn(folder)).problem).toMatchObject({ code: 'library.misnumbered-parts' });
    renameSync(join(folder, 'Big-00003-of-00002.gguf'), join(folder, 'Big-00002-of-00002.GGUF'));
    expect((await oneIn(folder)).problem).toMatchObject({ code: 'library.misnumbered-parts' });
  });

  it('says which parts are missing', async () => {
    const parts = tinyParts(join(folder, 'a/Big'), 3);
    rmSync(parts[1]!);
    const other = tinyParts(join(folder, 'b/Huge'), 12);
    for (const part of other.slice(0, 7)) rmSync(part);
    expect(
      (await modelsIn(folder)).map(({ problem, parameters }) => [sentenceOf(problem!), parameters]),
    ).toEqual(
      expect.arrayContaining([
        ['Big lacks part 2 of 3. Put all parts into one folder, or download the model again.', null],
        [
          'Huge lacks parts 1, 2, 3 and 4 others of 12. Put all parts into one folder, or download the model again.',
          null,
        ],
      ]),
    );
  });

  it('explains when parts were renamed, mixed up or damaged', async () => {
    tinyFile(join(folder, 'a/renamed.gguf'), { name: 'A', split: { part: 0, count: 2 } });
    tinyFile(join(folder, 'b/b-00001-of-00002.gguf'), { name: 'B', split: { part: 0, count: 2 } });
    tinyFile(join(folder, 'b/b-00002-of-00002.gguf'), { architecture: '', split: { part: 0, count: 2 } });
    const [, second] = tinyParts(join(folder, 'c/c'), 2, { name: 'C' });
    truncateSync(second!, 2000);
    expect(await each(folder, ({ problem }) => sentenceOf(problem!))).toEqual({
      A: 'renamed.gguf is one of 2 parts of a model, but its name does not say which. Give all parts their original names, such as NAME-00001-of-00002.gguf.',
      B: 'b has parts with the wrong numbers in their names. Download the model again.',
      C: expect.stringMatching(/^c-00002-of-00002\.gguf is incomplete: .+ Download it again\.$/) as string,
    });
  });
});

describe('a file that is far longer than its tensors', () => {
  it('is listed with its name, and with the problem that loading it would report', async () => {
    const path = tinyFile(join(folder, 'hole.gguf'), { name: 'Hole' });
    // A hole in a file takes no space on the disk.
    truncateSync(path, 40e9);
    expect(await each(folder, ({ problem }) => sentenceOf(problem!))).toEqual({
      Hole: expect.stringMatching(
        /^hole\.gguf is damaged: it is 40.GB long, but its tensors take only .+ Download it again\.$/,
      ) as string,
    });
  });
});

describe('the progress of a scan', () => {
  it('leaves out split models whose other parts may still be found', async () => {
    tinyParts(join(folder, 'Big'), 3);
    tinyFile(join(folder, 'small.gguf'));
    const { files } = await scanned(folder);
    const part = files.findIndex(({ path }) => path.includes('00002'));
    expect(withoutIncomplete(files)).toEqual(files);
    expect(withoutIncomplete(files.toSpliced(part, 1)).map(({ path }) => path)).toEqual([
      join(folder, 'small.gguf'),
    ]);
  });
});

describe('a projector', () => {
  const projectors = (): Promise<Record<string, string | null>> =>
    each(folder, ({ projector }) => projector && projector.path.slice(folder.length + 1));

  it('serves all quantizations of the model in its folder, and F16 is preferred', async () => {
    tinyFile(join(folder, 'm/Sees-Q4_K_M.gguf'), { name: 'Four', fileType: 15 });
    tinyFile(join(folder, 'm/Q8_0/Sees-Q8_0.gguf'), { name: 'Eight', fileType: 7 });
    tinyProjector(join(folder, 'm/mmproj-BF16.gguf'), 'Sees B', 64);
    tinyProjector(join(folder, 'm/mmproj-F16.gguf'), 'Sees 16', 64);
    tinyFile(join(folder, 'other/Blind.gguf'), { name: 'Blind' });
    expect(await projectors()).toEqual({
      Four: 'm/mmproj-F16.gguf',
      Eight: 'm/mmproj-F16.gguf',
      Blind: null,
      'Sees 16': null,
      'Sees B': null,
    });
  });

  it('in a folder of several models serves those that share its name', async () => {
    tinyFile(join(folder, 'gemma-3-4b-it-Q4_K_M.gguf'), { name: 'Gemma 4b', architecture: 'gemma3' });
    tinyFile(join(folder, 'gemma-3-12b-it-Q4_K_M.gguf'), {
      name: 'Gemma 12b',
      architecture: 'gemma3',
      width: 96,
    });
    tinyFile(join(folder, 'Llama-3.2-3B-Instruct.gguf'), { name: 'Llama' });
    tinyProjector(join(folder, 'mmproj-gemma-3-4b-it-f16.gguf'), 'P4', 64);
    tinyProjector(join(folder, 'mmproj-gemma-3-12b-it-f16.gguf'), 'P12', 96);
    tinyProjector(join(folder, 'mmproj-model-f16.gguf'), 'model', 64);
    expect(await projectors()).toMatchObject({
      'Gemma 4b': 'mmproj-gemma-3-4b-it-f16.gguf',
      'Gemma 12b': 'mmproj-gemma-3-12b-it-f16.gguf',
      Llama: null,
    });
  });

  it('serves no model if it is damaged or has another width', async () => {
    tinyFile(join(folder, 'a/a.gguf'), { name: 'A', width: 64 });
    tinyProjector(join(folder, 'a/mmproj-a.gguf'), 'P', 128);
    tinyFile(join(folder, 'b/b.gguf'), { name: 'B', width: 64 });
    truncateSync(tinyProjector(join(folder, 'b/mmproj-b.gguf'), 'Q', 64), 100);
    expect(await projectors()).toMatchObject({ A: null, B: null });
  });
});

describe('drafts', () => {
  it('are models with the same vocabulary and at most a fifth of the weights', async () => {
    // The sizes of Qwen 2.5 pad their vocabularies in this way.
    tinyFile(join(folder, '1/large.gguf'), { name: 'Large', parameters: 20_000, tokens: 2100 });
    tinyFile(join(folder, '2/small.gguf'), { name: 'Small', parameters: 1000, tokens: 2048 });
    tinyFile(join(folder, '3/middle.gguf'), { name: 'Middle', parameters: 4000, tokens: 2100 });
    tinyFile(join(folder, '4/half.gguf'), { name: 'Half', parameters: 10_000, tokens: 2100 });
    tinyFile(join(folder, '5/other.gguf'), { name: 'Other', parameters: 1000, tokens: 2100, family: 'b' });
    tinyFile(join(folder, '6/shorter.gguf'), { name: 'Shorter', parameters: 1000, tokens: 1900 });
    truncateSync(tinyFile(join(folder, '7/broken.gguf'), { parameters: 1000, tokens: 2100 }), 9000);
    const drafts = await each(folder, (model) => model.drafts.map((path) => path.slice(folder.length + 3)));
    expect(drafts).toMatchObject({
      Large: ['small.gguf', 'middle.gguf'],
      Half: ['small.gguf'],
      Middle: [],
      Small: [],
      Other: [],
    });
  });

  it('are also files that were made for the model in the same folder', async () => {
    tinyFile(join(folder, 'a/Big-70B-Q4_K_M.gguf'), { name: 'Big' });
    const eagle = tinyFile(join(folder, 'a/eagle3-Big.gguf'), {
      name: 'E',
      architecture: 'eagle3',
      tokens: 0,
    });
    tinyFile(join(folder, 'b/Blind.gguf'), { name: 'Blind' });
    const drafts = await each(folder, (model) => model.drafts);
    expect(drafts).toMatchObject({ Big: [eagle], Blind: [], E: [] });
  });
});

describe('a file that cannot be used', () => {
  it('is listed with one sentence that says why', async () => {
    truncateSync(tinyFile(join(folder, 'cut.gguf')), 900);
    textFile(join(folder, 'text.gguf'), 'Not found');
    writeFileSync(join(folder, 'empty.gguf'), '');
    tinyFile(join(folder, 'vocabulary.gguf'), { name: 'V', parameters: 0 });
    tinyFile(join(folder, 'image.gguf'), { name: 'I', architecture: 'flux', tokens: 0 });
    symlinkSync(join(folder, 'nothing'), join(folder, 'link.gguf'));
    expect(await each(folder, ({ problem, parameters }) => [sentenceOf(problem!), parameters])).toEqual({
      cut: ['cut.gguf is incomplete: it ends within its header. Download it again.', null],
      text: [expect.stringMatching(/^text\.gguf is not a GGUF file\. .+\.$/) as string, null],
      empty: [expect.stringMatching(/^empty\.gguf is not a GGUF file\. .+\.$/) as string, null],
      V: ['vocabulary.gguf contains a vocabulary but no weights. Choose a complete model file.', null],
      I: ['image.gguf has no vocabulary, so it is not a language model. Choose another file.', 1024],
    });
  });

  it('counts as damaged only after it has stopped changing, by either clock', async () => {
    const path = tinyFile(join(folder, 'cut.gguf'));
    truncateSync(path, 900);
    const [known, damaged] = [new Map(), new Map()];
    const look = async (restMs = 60_000): Promise<[files: number, isWaiting: boolean]> => {
      const { files, isWaiting } = await scanned(folder, { known, damaged, restMs });
      return [files.length, isWaiting];
    };
    expect(await look()).toEqual([0, true]);
    // As if another machine, whose clock is an hour ahead, had written it.
    utimesSync(path, Date.now() / 1000, Date.now() / 1000 + 3600);
    expect(await look()).toEqual([0, true]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await look(100)).toEqual([1, false]);
    utimesSync(path, Date.now() / 1000, Date.now() / 1000);
    expect(await look()).toEqual([0, true]);
    utimesSync(path, Date.now() / 1000, Date.now() / 1000 - 100);
    expect(await look()).toEqual([1, false]);
  });

  it.skipIf(process.getuid?.() === 0)('may be a file without read permission', async () => {
    const path = tinyFile(join(folder, 'secret.gguf'));
    chmodSync(path, 0);
    expect((await oneIn(folder)).problem).toEqual(say('library.not-permitted', { path }));
  });
});

describe('folders', () => {
  it('are scanned 32 levels deep, with a note if there are more, and once if links form circles', async () => {
    const deep = Array.from({ length: 32 }, (_, index) => String(index + 1)).join('/');
    tinyFile(join(folder, deep, 'deep.gguf'), { name: 'Deep' });
    tinyFile(join(folder, deep, '33/deeper.gguf'), { name: 'Deeper' });
    symlinkSync(folder, join(folder, '1/2/round'));
    symlinkSync(join(folder, '1'), join(folder, 'again'));
    symlinkSync('self', join(folder, 'self'));
    expect((await modelsIn(folder)).map(({ name }) => name)).toEqual(['Deep']);
    const { folders, problem } = walk({ path: folder, owner: 'user', isFile: false, janDataFolder: null });
    expect(folders).toHaveLength(33);
    expect(problem).toMatchObject({ code: 'library.too-deep', facts: { most: 32 } });
  });
});

describe('the metadata of a file', () => {
  it('is text, in which long values say how long they are', async () => {
    const path = tinyFile(join(folder, 'a.gguf'), {
      name: 'A',
      template: `${qwen3Thinking}${'x'.repeat(30_000)}`,
      tokens: 2000,
      more: [['some.flags', entry.int32s([1, 2, 3])]],
    });
    const source = await openFileSource(path);
    const lines = new Map(metadataLines(await readGgufHeader(source)).map(({ key, value }) => [key, value]));
    await source.close();
    expect(lines.get('general.name')).toBe('A');
    expect(lines.get('llama.context_length')).toBe('4096');
    expect(lines.get('some.flags')).toBe('1, 2, 3');
    expect(lines.get('tokenizer.ggml.tokens')).toBe('2,000 items');
    expect(lines.get('tokenizer.chat_template')).toMatch(/x… \(3\d,\d{3} characters\)$/);
  });
});

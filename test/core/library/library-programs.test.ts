/**
 * Rebuilds other programs' folders from their documented layouts, and checks that models in them are found, named after their
 * source and left alone.
 */
import { cpSync, linkSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placesOf } from '../../../main/core/library/places.ts';
import {
  digestOfTree,
  ollamaBlob,
  ollamaManifest,
  openTestLibrary,
  textFile,
  tinyFile,
  tinyParts,
  tinyProjector,
  type TestLibrary,
} from '../../fixtures/library/library-fixtures.ts';

let test: TestLibrary;
beforeEach(() => {
  test = openTestLibrary();
});
afterEach(() => test.close());

/** Scans, and returns the path, owner and source of each model. Also checks that the scan changed nothing. */
const found = async (): Promise<[path: string, owner: string, source: string | null][]> => {
  const before = digestOfTree(test.home);
  await test.library.rescan();
  expect(digestOfTree(test.home)).toBe(before);
  return test
    .models()
    .map(({ path, owner, source }): [string, string, string | null] => [
      path.slice(test.home.length + 1).replaceAll('\\', '/'),
      owner,
      source,
    ])
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
};

describe('LM Studio', () => {
  it('keeps models in its home folder, by publisher and model', async () => {
    tinyFile(join(test.home, '.lmstudio/models/bartowski/Llama-3.2-3B-Instruct-GGUF/Llama-Q4_K_M.gguf'));
    textFile(join(test.home, '.lmstudio/models/bartowski/Half-GGUF/Half.gguf.part'), 'GGUF');
    expect(await found()).toEqual([
      [
        '.lmstudio/models/bartowski/Llama-3.2-3B-Instruct-GGUF/Llama-Q4_K_M.gguf',
        'lm-studio',
        'bartowski/Llama-3.2-3B-Instruct-GGUF',
      ],
    ]);
    expect(test.library.state().folders).toContainEqual({
      path: join(test.home, '.lmstudio/models'),
      owner: 'lm-studio',
      models: 1,
      problem: null,
    });
  });

  it('may keep them where its settings, its pointer file or an older version put them', async () => {
    const elsewhere = join(test.home, 'big disk');
    tinyFile(join(elsewhere, 'chosen/one/model/a.gguf'), { name: 'A' });
    tinyFile(join(elsewhere, 'pointed/models/two/model/b.gguf'), { name: 'B' });
    tinyFile(join(test.home, '.cache/lm-studio/models/three/model/c.gguf'), { name: 'C' });
    textFile(
      join(test.home, '.lmstudio/settings.json'),
      JSON.stringify({ downloadsFolder: join(elsewhere, 'chosen') }),
    );
    textFile(join(test.home, '.lmstudio-home-pointer'), `${join(elsewhere, 'pointed')}\n`);
    expect(await found()).toEqual([
      ['.cache/lm-studio/models/three/model/c.gguf', 'lm-studio', 'three/model'],
      ['big disk/chosen/one/model/a.gguf', 'lm-studio', 'one/model'],
      ['big disk/pointed/models/two/model/b.gguf', 'lm-studio', 'two/model'],
    ]);
  });

  it('does no harm with invalid settings', async () => {
    textFile(join(test.home, '.lmstudio/settings.json'), '{"downloadsFolder": {"a": [');
    textFile(join(test.home, '.lmstudio-home-pointer'), '../../etc');
    expect(await found()).toEqual([]);
  });
});

describe('Ollama', () => {
  const root = (): string => join(test.home, '.ollama/models');
  const tag = (path: string, layers: [string, string][]): string =>
    textFile(join(root(), 'manifests', path), ollamaManifest(layers));

  it('names blobs in manifests, and two tags of one blob are one model', async () => {
    const weights = ollamaBlob(root(), (path) => tinyFile(path, { name: null }));
    const hub = ollamaBlob(root(), (path) => tinyFile(path, { name: 'Of the hub' }));
    const template = ollamaBlob(root(), (path) => textFile(path, '{{ .Prompt }}'));
    tag('registry.ollama.ai/library/llama3.2/latest', [
      ['model', weights],
      ['template', template],
    ]);
    tag('registry.ollama.ai/library/llama3.2/3b', [['model', weights]]);
    tag('hf.co/bartowski/Some-GGUF/Q4_K_M', [['model', hub]]);
    tag('registry.ollama.ai/someone/pulling/now', [['model', `sha256:${'e'.repeat(64)}`]]);
    tinyFile(join(test.home, 'secret.gguf'));
    tag('registry.ollama.ai/someone/evil/now', [['model', 'sha256:a/../../../../secret.gguf']]);
    textFile(join(root(), 'manifests/registry.ollama.ai/library/broken/latest'), '{"layers": [');
    const blob = (digest: string): string => `.ollama/models/blobs/${digest.replace(':', '-')}`;
    expect(await found()).toEqual(
      [
        [blob(weights), 'ollama', 'ollama: library/llama3.2:3b'],
        [blob(hub), 'ollama', 'bartowski/Some-GGUF'],
      ].toSorted(([one], [other]) => (one! < other! ? -1 : 1)),
    );
    expect(test.models().map(({ name }) => name)).toEqual(['llama3.2:3b', 'Of the hub']);
  });

  it('names the projector of a model in its manifest', async () => {
    const weights = ollamaBlob(root(), (path) => tinyFile(path, { name: 'Sees', width: 64 }));
    const others = ollamaBlob(root(), (path) => tinyFile(path, { name: 'Blind', width: 64 }));
    const projector = ollamaBlob(root(), (path) => tinyProjector(path, 'Sees', 64));
    tag('registry.ollama.ai/library/sees/latest', [
      ['model', weights],
      ['projector', projector],
    ]);
    tag('registry.ollama.ai/library/blind/latest', [['model', others]]);
    await found();
    expect(test.models().find(({ name }) => name === 'Blind')?.projector).toBeNull();
    expect(
      test.models().find(({ name, kind }) => name === 'Sees' && kind === 'chat')?.projector?.path,
    ).toContain(projector.slice('sha256:'.length));
  });

  it('has lists of manifests in newer versions, as links to blobs', async () => {
    const weights = ollamaBlob(root(), (path) => tinyFile(path));
    const inner = ollamaBlob(root(), (path) => textFile(path, ollamaManifest([['model', weights]])));
    const list = ollamaBlob(root(), (path) =>
      textFile(
        path,
        JSON.stringify({
          mediaType: 'application/vnd.ollama.manifest.list.v2+json',
          manifests: [
            { digest: `sha256:${'a'.repeat(64)}`, runner: 'mlx', format: 'safetensors' },
            { digest: inner, runner: 'llamacpp', format: 'gguf' },
          ],
        }),
      ),
    );
    const folder = join(root(), 'manifests-v2/ollama.com/library/gemma4');
    mkdirSync(folder, { recursive: true });
    symlinkSync(join('../../../../blobs', list.replace(':', '-')), join(folder, 'e4b'));
    expect(await found()).toEqual([
      [`.ollama/models/blobs/${weights.replace(':', '-')}`, 'ollama', 'ollama: library/gemma4:e4b'],
    ]);
  });
});

describe('the cache of Hugging Face', () => {
  const repository = (hub: string): string => join(test.home, hub, 'models--bartowski--Some-GGUF');
  const revision = (hub: string, commit: string, name: string, blob: string): void => {
    const path = join(repository(hub), 'snapshots', commit, name);
    mkdirSync(join(path, '..'), { recursive: true });
    symlinkSync(join(repository(hub), 'blobs', blob), path);
  };

  it('lists a file once, in its newest revision', async () => {
    const hub = '.cache/huggingface/hub';
    tinyFile(join(repository(hub), 'blobs', 'aaaa'), { name: 'Kept' });
    tinyFile(join(repository(hub), 'blobs', 'bbbb'), { name: 'Old' });
    tinyFile(join(repository(hub), 'blobs', 'cccc'), { name: 'New' });
    textFile(join(repository(hub), 'blobs', 'dddd.incomplete'), 'GGUF');
    for (const commit of ['1'.repeat(40), '2'.repeat(40)]) revision(hub, commit, 'Kept-Q4_K_M.gguf', 'aaaa');
    revision(hub, '1'.repeat(40), 'Changed-Q8_0.gguf', 'bbbb');
    revision(hub, '2'.repeat(40), 'Changed-Q8_0.gguf', 'cccc');
    tinyFile(join(repository(hub), 'blobs', 'eeee'), { name: 'Deep' });
    revision(hub, '1'.repeat(40), 'BF16/Deep.gguf', 'eeee');
    textFile(join(repository(hub), 'refs/main'), '2'.repeat(40));
    // By its time alone, the first revision would be the newest.
    const old = join(repository(hub), 'snapshots', '2'.repeat(40));
    utimesSync(old, new Date(2020, 1), new Date(2020, 1));
    tinyFile(join(test.home, hub, 'datasets--some--set/snapshots/1/a.gguf'));

    const path = `${hub}/models--bartowski--Some-GGUF/snapshots`;
    const source = 'bartowski/Some-GGUF';
    expect(await found()).toEqual([
      [`${path}/${'1'.repeat(40)}/BF16/Deep.gguf`, 'hugging-face', source],
      [`${path}/${'2'.repeat(40)}/Changed-Q8_0.gguf`, 'hugging-face', source],
      [`${path}/${'2'.repeat(40)}/Kept-Q4_K_M.gguf`, 'hugging-face', source],
    ]);
    expect(test.model('Changed-Q8_0.gguf').name).toBe('New');
  });

  it('may be in a folder that a variable names, and may hold files instead of links', async () => {
    await test.reopen({ env: { HF_HOME: '~/hf home', HUGGINGFACE_HUB_CACHE: join(test.home, 'older') } });
    tinyFile(join(repository('hf home/hub'), 'snapshots', 'c1', 'a.gguf'), { name: 'A' });
    tinyFile(join(repository('older'), 'snapshots', 'c2', 'b.gguf'), { name: 'B' });
    expect((await found()).map(([path]) => path)).toEqual([
      'hf home/hub/models--bartowski--Some-GGUF/snapshots/c1/a.gguf',
      'older/models--bartowski--Some-GGUF/snapshots/c2/b.gguf',
    ]);
  });
});

describe('Jan', () => {
  it('keeps models beside their model.yml, which may also name models elsewhere', async () => {
    const data = join(test.home, '.local/share/Jan/data');
    const model = join(data, 'llamacpp/models/janhq/Jan-v1-4B-Q4_K_M');
    tinyFile(join(model, 'model.gguf'), { name: null, width: 64 });
    tinyProjector(join(model, 'mmproj.gguf'), 'Jan', 64);
    textFile(join(model, 'model.yml'), 'model_path: llamacpp/models/janhq/Jan-v1-4B-Q4_K_M/model.gguf\n');
    const own = tinyFile(join(test.home, 'Documents/own.gguf'), { name: 'Own' });
    textFile(
      join(data, 'llamacpp/models/own/model.yml'),
      `embedding: false\nmodel_path: '${own.replaceAll("'", "''")}'\nmmproj_path: null\nname: own\n`,
    );
    tinyFile(join(test.home, 'jan/models/huggingface.co/bartowski/Old-GGUF/old.gguf'), { name: 'Old' });
    const id = 'jan: janhq/Jan-v1-4B-Q4_K_M';
    const path = '.local/share/Jan/data/llamacpp/models/janhq/Jan-v1-4B-Q4_K_M';
    expect(await found()).toEqual([
      [`${path}/mmproj.gguf`, 'jan', id],
      [`${path}/model.gguf`, 'jan', id],
      ['Documents/own.gguf', 'jan', 'jan: own'],
      ['jan/models/huggingface.co/bartowski/Old-GGUF/old.gguf', 'jan', 'bartowski/Old-GGUF'],
    ]);
    expect(test.model('model.gguf')).toMatchObject({
      name: 'Jan-v1-4B-Q4_K_M',
      projector: { path: join(model, 'mmproj.gguf') },
    });
    // A model in a folder that the user added is the user's, even if Jan uses it.
    await test.library.addFolder(join(test.home, 'Documents'));
    expect(test.model('own.gguf').owner).toBe('user');
  });

  it('may have its data folder elsewhere', async () => {
    textFile(
      join(test.home, '.local/share/jan.ai.app/settings.json'),
      JSON.stringify({ data_folder: join(test.home, 'moved') }),
    );
    tinyFile(join(test.home, 'moved/llamacpp/models/some/model.gguf'));
    expect(await found()).toEqual([['moved/llamacpp/models/some/model.gguf', 'jan', 'jan: some']]);
  });
});

describe('llama.cpp', () => {
  it('keeps all models in one folder, with files beside them that name their source', async () => {
    const cache = join(test.home, '.cache/llama.cpp');
    tinyFile(join(cache, 'ggml-org_gemma-3-4b-it-GGUF_gemma-3-4b-it-Q4_K_M.gguf'), { name: 'A' });
    tinyFile(join(cache, 'some_one_odd_name_file.gguf'), { name: 'B' });
    textFile(join(cache, 'manifest=some_one=odd_name=latest.json'), '{}');
    tinyFile(join(cache, 'c.gguf'), { name: 'C' });
    textFile(
      join(cache, 'c.gguf.json'),
      JSON.stringify({ etag: 'x', url: 'https://hub.example/the/model/resolve/main/c.gguf' }),
    );
    tinyFile(join(cache, 'd.gguf'), { name: 'D' });
    tinyFile(join(cache, 'e.gguf'), { name: 'E' });
    textFile(join(cache, 'e.gguf.downloadInProgress'), '');
    textFile(join(cache, 'f.gguf'), 'GGUF');
    textFile(join(cache, 'f.gguf.downloadInProgress'), 'GGUF');
    expect(await found()).toEqual([
      ['.cache/llama.cpp/c.gguf', 'llama-cpp', 'the/model'],
      ['.cache/llama.cpp/d.gguf', 'llama-cpp', null],
      // The file is complete, whatever a download left beside it.
      ['.cache/llama.cpp/e.gguf', 'llama-cpp', null],
      [
        '.cache/llama.cpp/ggml-org_gemma-3-4b-it-GGUF_gemma-3-4b-it-Q4_K_M.gguf',
        'llama-cpp',
        'ggml-org/gemma-3-4b-it-GGUF',
      ],
      ['.cache/llama.cpp/some_one_odd_name_file.gguf', 'llama-cpp', 'some_one/odd_name'],
    ]);
  });

  it('may use the layout of Hugging Face in its own folder', async () => {
    await test.reopen({ env: { LLAMA_CACHE: join(test.home, 'cache') } });
    tinyFile(join(test.home, 'cache/models--ggml-org--Some-GGUF/snapshots/c/a.gguf'));
    expect(await found()).toEqual([
      ['cache/models--ggml-org--Some-GGUF/snapshots/c/a.gguf', 'llama-cpp', 'ggml-org/Some-GGUF'],
    ]);
  });
});

describe('a file that two paths lead to', () => {
  it('is one model, and belongs to the program whose folder holds it', async () => {
    const path = tinyFile(join(test.home, '.lmstudio/models/a/b/one.gguf'));
    mkdirSync(join(test.home, 'mine'));
    symlinkSync(path, join(test.home, 'mine/link.gguf'));
    linkSync(path, join(test.home, 'mine/same.gguf'));
    await test.library.addFolder(join(test.home, 'mine'));
    await test.library.addFolder(test.home);
    await test.library.importModel(path, 'in-place');
    expect(await found()).toEqual([['.lmstudio/models/a/b/one.gguf', 'lm-studio', 'a/b']]);
  });

  it('belongs to the other program even in a copy of its folder that the user added', async () => {
    const root = join(test.home, '.ollama/models');
    const weights = ollamaBlob(root, (path) => tinyFile(path));
    textFile(join(root, 'manifests/registry.ollama.ai/library/a/b'), ollamaManifest([['model', weights]]));
    cpSync(root, join(test.home, 'moved/ollama'), { recursive: true });
    tinyParts(join(test.home, 'moved/hub/models--a--b/snapshots/c/s'), 2);
    await test.library.addFolder(join(test.home, 'moved'));
    expect(await found()).toEqual([
      [`.ollama/models/blobs/${weights.replace(':', '-')}`, 'ollama', 'ollama: library/a:b'],
      ['moved/hub/models--a--b/snapshots/c/s-00001-of-00002.gguf', 'hugging-face', 'a/b'],
      [`moved/ollama/blobs/${weights.replace(':', '-')}`, 'ollama', 'ollama: library/a:b'],
    ]);
  });
});

describe('on other systems', () => {
  const folders = (platform: NodeJS.Platform, home: string, env: NodeJS.ProcessEnv): string[] =>
    placesOf(
      { starterModel: '/s', modelFolder: '/m', userFolders: [], userFiles: [] },
      { platform, home, env },
    )
      .filter(({ isFile, owner }) => !isFile && owner !== 'hearth')
      // On this system, `resolve` takes a Windows path for a relative one.
      .map(({ owner, path }) => `${owner} ${path.slice(Math.max(0, path.indexOf('C:')))}`);

  it('the usual folders of macOS are known', () => {
    expect(folders('darwin', '/Users/me', {})).toEqual([
      'lm-studio /Users/me/.lmstudio/models',
      'lm-studio /Users/me/.cache/lm-studio/models',
      'jan /Users/me/Library/Application Support/Jan/data/llamacpp/models',
      'jan /Users/me/Library/Application Support/Jan/data/models',
      'jan /Users/me/jan/llamacpp/models',
      'jan /Users/me/jan/models',
      'ollama /Users/me/.ollama/models',
      'hugging-face /Users/me/.cache/huggingface/hub',
      'llama-cpp /Users/me/Library/Caches/llama.cpp',
    ]);
  });

  it('the usual folders of Windows are known, and those that its variables name', () => {
    const env = {
      APPDATA: 'C:\\Users\\me\\AppData\\Roaming',
      LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local',
      OLLAMA_MODELS: '"C:\\Ollama Models"',
      HF_HOME: '~\\hf',
    };
    expect(folders('win32', 'C:\\Users\\me', env)).toEqual([
      'lm-studio C:\\Users\\me\\.lmstudio\\models',
      'lm-studio C:\\Users\\me\\.cache\\lm-studio\\models',
      'jan C:\\Users\\me\\AppData\\Roaming\\Jan\\data\\llamacpp\\models',
      'jan C:\\Users\\me\\AppData\\Roaming\\Jan\\data\\models',
      'jan C:\\Users\\me\\jan\\llamacpp\\models',
      'jan C:\\Users\\me\\jan\\models',
      'ollama C:\\Ollama Models',
      'ollama C:\\Users\\me\\.ollama\\models',
      'hugging-face C:\\Users\\me\\hf\\hub',
      'hugging-face C:\\Users\\me\\.cache\\huggingface\\hub',
      'llama-cpp C:\\Users\\me\\AppData\\Local\\llama.cpp',
    ]);
  });

  it('the service of Ollama on Linux has its own folder', () => {
    expect(folders('linux', '/home/me', {})).toContain('ollama /usr/share/ollama/.ollama/models');
    expect(folders('linux', '/home/me', { XDG_CACHE_HOME: '/c', XDG_DATA_HOME: '/d' })).toEqual(
      expect.arrayContaining([
        'hugging-face /c/huggingface/hub',
        'llama-cpp /c/llama.cpp',
        'jan /d/Jan/data/llamacpp/models',
      ]),
    );
  });
});

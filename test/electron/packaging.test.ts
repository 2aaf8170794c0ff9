/**
 * The installers' configuration: by electron-builder's own schema, and by packaging for real around a stand-in for
 * Electron's binary, whose content then has to start an engine.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { utils, write } from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { docxOf, mailOf } from '../fixtures/documents/office.ts';
import { pdfOf } from '../fixtures/documents/pdf.ts';
import { tinyModel } from '../fixtures/models/files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What electron-builder brings for itself. */
const fromRoot = createRequire(join(root, 'package.json'));
const fromBuilder = createRequire(fromRoot.resolve('electron-builder'));
const { validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration: (config: object, log: { isEnabled: boolean }) => Promise<void>;
};
const yaml = createRequire(fromBuilder.resolve('app-builder-lib'))('js-yaml') as {
  load: (text: string) => unknown;
};
const { minimatch } = createRequire(fromBuilder.resolve('app-builder-lib'))('minimatch') as {
  minimatch: (path: string, pattern: string, options: { dot: boolean }) => boolean;
};

interface Configuration {
  files: string[];
  asarUnpack: string[];
  icon: string;
  publish: unknown;
  nsis: Record<string, unknown>;
}
const readConfiguration = (): Configuration =>
  yaml.load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Configuration;

const config = readConfiguration();
const system = ({ linux: 'linux', darwin: 'mac', win32: 'win' } as Record<string, string>)[process.platform]!;
const target = `${system}-${process.arch}`;

/** All files beneath a folder, as paths from `from`, with `/`. */
const filesIn = (folder: string, from: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

describe('the configuration', () => {
  it("is valid by electron-builder's schema, which knows what is not", async () => {
    await validateConfiguration(readConfiguration(), { isEnabled: false });
    const wrong = { ...readConfiguration(), asarUnpakc: [] };
    await expect(validateConfiguration(wrong, { isEnabled: false })).rejects.toThrow('asarUnpakc');
  });

  it('publishes nothing, looks for no updates and leaves the chats when Hearth is removed', () => {
    expect(config.publish).toBeNull();
    expect(config.nsis).toEqual({ deleteAppDataOnUninstall: false });
  });

  it('names only what exists', () => {
    const ours = ['out', 'resources', 'node_modules/pdfjs-dist', 'node_modules/tesseract.js-core']
      .concat(['node_modules/@tesseract.js-data', 'node_modules/@e965/xlsx'])
      .concat(['node_modules/@napi-rs', 'node_modules/libsql', 'node_modules/@libsql'])
      .concat(['node_modules/node-llama-cpp', 'node_modules/@node-llama-cpp'])
      .flatMap((folder) => filesIn(join(root, folder), root));
    const expand = (pattern: string): string =>
      pattern
        .replace(/^!/, '')
        .replaceAll('${os}', system)
        .replaceAll('${platform}', process.platform)
        .replaceAll('${arch}', process.arch);
    const unknown = [...config.files, ...config.asarUnpack, config.icon]
      .map(expand)
      // Each alternative by itself.
      .flatMap((pattern) => {
        const found = /^(.*)\{(\w[^}]*,[^}]*)\}(.*)$/.exec(pattern);
        return found ? found[2]!.split(',').map((one) => found[1]! + one + found[3]!) : [pattern];
      })
      .filter((pattern) => !ours.some((path) => minimatch(path, pattern, { dot: true })));
    // Optional packages of other systems are not on every machine, and the starter model has a test of its own.
    const mayLack = /@libsql|@napi-rs|@node-llama-cpp\/!|hearth-guide|^\*\*/;
    expect(unknown.filter((pattern) => !mayLack.test(pattern))).toEqual([]);
  });

  it('has an icon of the size that every system takes', () => {
    const png = readFileSync(join(root, config.icon));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([512, 512]);
  });
});

/** Where Electron keeps its fuses: this mark, a version, a length, and one character each. */
const fuseMark = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');

const isHostOfTest = process.platform === 'linux';

describe.skipIf(!isHostOfTest)(
  `the package${isHostOfTest ? '' : ' (skipped: its stand-in for Electron is made for Linux)'}`,
  () => {
    const folder = temporaryFolder();
    const output = join(folder.path, 'dist', 'linux-unpacked');
    const resources = join(output, 'resources');
    let packed: string[];
    let unpacked: string[];
    const asar = createRequire(fromBuilder.resolve('app-builder-lib'))('@electron/asar') as {
      listPackage: (archive: string, options: { isPack: boolean }) => string[];
      statFile: (archive: string, path: string) => { files?: object; unpacked?: boolean };
      extractFile: (archive: string, path: string) => Buffer;
    };

    beforeAll(() => {
      const electron = join(folder.path, 'electron');
      mkdirSync(join(electron, 'locales'), { recursive: true });
      mkdirSync(join(electron, 'resources'));
      for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak'])
        writeFileSync(join(electron, name), '');
      writeFileSync(
        join(electron, 'electron'),
        Buffer.concat([fuseMark, Buffer.from([1, 9]), Buffer.from('101110011')]),
        { mode: 0o755 },
      );
      // Stands for the program that makes a deb, which electron-builder would download.
      writeFileSync(join(folder.path, 'fpm'), standInFpm(join(folder.path, 'fpm-arguments')), {
        mode: 0o755,
      });
      execFileSync(
        process.execPath,
        [
          fromRoot.resolve('electron-builder/cli.js'),
          '--linux',
          'dir',
          'deb',
          `-c.electronDist=${electron}`,
          `-c.directories.output=${dirname(output)}`,
        ],
        {
          cwd: root,
          stdio: 'pipe',
          env: {
            ...process.env,
            USE_SYSTEM_FPM: 'true',
            PATH: `${folder.path}:${process.env['PATH'] ?? ''}`,
          },
        },
      );
      packed = asar
        .listPackage(join(resources, 'app.asar'), { isPack: false })
        .map((path) => path.slice(1))
        .filter((path) => {
          const { files, unpacked: isOutside } = asar.statFile(join(resources, 'app.asar'), path);
          return files === undefined && isOutside !== true;
        });
      unpacked = filesIn(join(resources, 'app.asar.unpacked'), join(resources, 'app.asar.unpacked'));
    }, 300_000);
    afterAll(() => folder.remove());

    it('holds the app, and nothing of its making', () => {
      expect(packed).toEqual(
        expect.arrayContaining([
          'package.json',
          'out/electron/main.js',
          'out/electron/preload.cjs',
          'out/main/engine/main.js',
          'out/main/reader/main.js',
          'out/renderer/index.html',
          'out/renderer/frames/diagram.html',
          'out/renderer/frames/mermaid.js',
          'out/renderer/frames/preview.html',
          'resources/catalogue.json',
          'resources/icons/icon.png',
        ]),
      );
      const all = [...packed, ...unpacked];
      expect(all.filter((path) => /\.(map|ts|cts|tsx)$|^test|^out\/test|^renderer/.test(path))).toEqual([]);
      expect(all.filter((path) => /^node_modules\/(electron|vite|react|typescript)\//.test(path))).toEqual(
        [],
      );
      const { devDependencies, scripts } = JSON.parse(
        asar.extractFile(join(resources, 'app.asar'), 'package.json').toString(),
      ) as Record<string, unknown>;
      expect([devDependencies, scripts]).toEqual([undefined, undefined]);
    });

    it('keeps all JavaScript in the archive, where its integrity is checked', () => {
      expect(unpacked.filter((path) => /\.([cm]?js|json)$/.test(path))).toEqual(
        unpacked.filter((path) => path.endsWith('/_nlcBuildMetadata.json')),
      );
      expect(packed).toEqual(
        expect.arrayContaining(['node_modules/node-llama-cpp/dist/index.js', 'node_modules/libsql/index.js']),
      );
    });

    it('can be made a deb, whose fields are all there', () => {
      const given = readFileSync(join(folder.path, 'fpm-arguments'), 'utf8').split('\n');
      const valueOf = (option: string): string | undefined => given[given.indexOf(option) + 1];
      expect(valueOf('--name')).toBe('hearth');
      expect(valueOf('--maintainer')).toMatch(/^[^<>]+ <[^<>@ ]+@[^<>@ ]+>$/);
      expect(valueOf('--url')).toMatch(/^https:\/\//);
      expect(valueOf('--license')).toBe('MIT');
    });

    it('has native code of this system alone, all of it outside the archive', () => {
      expect(packed.filter((path) => /\.(node|so|dylib|dll)(\.|$)/.test(path))).toEqual([]);
      const installed = readdirSync(join(root, 'node_modules', '@node-llama-cpp'));
      const kept = readdirSync(join(resources, 'app.asar.unpacked', 'node_modules', '@node-llama-cpp'));
      expect(kept.toSorted()).toEqual(installed.filter((name) => name.startsWith(target)).toSorted());
      expect(kept).toContain(target);
      for (const name of kept) {
        const isNative = (path: string): boolean => /\.(node|so)(\.|$)/.test(path);
        const path = join('node_modules', '@node-llama-cpp', name);
        const before = filesIn(join(root, path), root).filter(isNative);
        expect(unpacked.filter((file) => file.startsWith(`${path}/`) && isNative(file))).toEqual(
          expect.arrayContaining(before),
        );
      }
      expect(unpacked.filter((path) => path.startsWith('node_modules/@libsql/'))).toContain(
        `node_modules/@libsql/linux-${process.arch}-gnu/index.node`,
      );
      expect(unpacked.filter((path) => path.includes('musl'))).toEqual([]);
    });

    it.skipIf(!existsSync(join(root, 'resources/starter/hearth-guide.gguf')))(
      'brings the starter model as a file of its own',
      () => expect(unpacked).toContain('resources/starter/hearth-guide.gguf'),
    );

    it("leaves llama.cpp's sources behind", () => {
      const llama = packed.filter((path) => path.startsWith('node_modules/node-llama-cpp/llama/'));
      expect(llama.filter((path) => !/\/grammars\//.test(path)).toSorted()).toEqual([
        'node_modules/node-llama-cpp/llama/binariesGithubRelease.json',
        'node_modules/node-llama-cpp/llama/llama.cpp.info.json',
        'node_modules/node-llama-cpp/llama/package.json',
      ]);
    });

    it('has its fuses set', () => {
      const binary = readFileSync(join(output, 'hearth'));
      const wire = binary.subarray(binary.indexOf(fuseMark) + fuseMark.length + 2).toString();
      // Running as Node, cookie encryption, NODE_OPTIONS, --inspect, archive integrity, archive only, snapshot, file://.
      expect(wire.slice(0, 8)).toBe('00001100');
    });

    it('can start a core and an engine from what it holds', () => {
      // As Electron shows them: the archive as a folder in which the files outside are listed too. Only node-llama-cpp
      // looks for them outside by itself, so of its libraries an empty file has to do here.
      const app = join(folder.path, 'app', 'app.asar');
      const place = (path: string): string => {
        mkdirSync(dirname(path), { recursive: true });
        return path;
      };
      for (const path of packed)
        writeFileSync(place(join(app, path)), asar.extractFile(join(resources, 'app.asar'), path));
      for (const path of unpacked) {
        const real = join(resources, 'app.asar.unpacked', path);
        linkSync(real, place(join(`${app}.unpacked`, path)));
        if (/@node-llama-cpp\/.*\.(node|so)/.test(path)) writeFileSync(place(join(app, path)), '');
        else linkSync(real, place(join(app, path)));
      }
      const printed = execFileSync(process.execPath, ['--input-type=module', '-e', runCore], {
        cwd: app,
        env: {
          ...process.env,
          DATA: join(folder.path, 'data'),
          MODEL: tinyModel(),
          NODE_OPTIONS: asElectron,
        },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(JSON.parse(printed)).toMatchObject({ ok: true, value: { name: 'Tiny' } });

      const documents = join(folder.path, 'documents');
      mkdirSync(documents);
      const names = {
        'scan.pdf': pdfOf([
          { texts: [], images: [words] },
          { texts: [{ text: 'A page', x: 50, y: 700, size: 9 }] },
        ]),
        'report.docx': docxOf([{ kind: 'paragraph', text: 'A report' }]),
        'table.ods': odsOf('A table'),
        'mail.eml': mailOf({ subject: 'A mail', text: 'Text' }),
      };
      for (const [name, bytes] of Object.entries(names)) writeFileSync(join(documents, name), bytes);
      const read = execFileSync(process.execPath, ['--input-type=module', '-e', runReader], {
        cwd: app,
        env: { ...process.env, DOCUMENTS: documents, NODE_OPTIONS: asElectron },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      expect(read.trim().split('\n')).toEqual([
        'mail.eml # A mail',
        'report.docx A report',
        'scan.pdf A page',
        'table.ods 1 A table',
        'scan.pdf documents.nothing-recognised',
      ]);
    });
  },
);

/** By this node-llama-cpp knows that it runs in Electron. */
const asElectron = `--import=data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '45.0.0' } })",
)}`;

/** Writes its arguments down, one a line, and an empty package. */
const standInFpm = (path: string): string => `#!/bin/sh
printf '%s\\n' "$@" > '${path}'
while [ $# -gt 1 ]; do
  if [ "$1" = --package ]; then : > "$2"; fi
  shift
done
`;

/** An image without words. */
const words = {
  width: 40,
  height: 40,
  gray: Buffer.alloc(1600, 200),
  at: { x: 0, y: 0, width: 500, height: 500 },
};

const odsOf = (text: string): Buffer => {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([[text]]), 'Sheet');
  return write(book, { type: 'buffer', bookType: 'ods' }) as Buffer;
};

/** Reads documents with the readers of the package, and recognises one. */
const runReader = `
  import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
  import { join } from 'node:path';
  const at = (path) => import(new URL('out/' + path, 'file://' + process.cwd() + '/').href);
  const { readWith } = await at('main/core/documents/read-document.js');
  const { readerLimits } = await at('main/core/documents/extractions.js');
  const { spawnReader } = await at('main/host/spawn-reader.js');
  const log = { info() {}, warn() {}, error: console.error, close() {} };
  const read = readWith(() => spawnReader(log), log);
  const run = async (job) => {
    try {
      await read(job, readerLimits, () => undefined, new AbortController().signal);
      return readFileSync(join(job.folder, 'text.txt'), 'utf8').split('\\n')[0].replace('\\t', ' ');
    } catch (error) {
      return error.told?.code ?? String(error);
    }
  };
  const root = process.env.DOCUMENTS;
  for (const name of readdirSync(root).sort()) {
    const folder = join(root, 'text-' + name);
    mkdirSync(folder);
    console.log(name, await run({ kind: 'read', path: join(root, name), name, folder }));
  }
  console.log('scan.pdf', await run({ kind: 'recognise', name: 'scan.pdf', folder: join(root, 'text-scan.pdf') }));
  process.exit(0);
`;

/** Opens a model in a core of its own, run where the package lies. */
const runCore = `
  const at = (path) => import(new URL('out/' + path, 'file://' + process.cwd() + '/').href);
  const { createCore } = await at('main/core/core.js');
  const { claimDataFolder } = await at('main/shell/data-folder.js');
  const { openLog } = await at('main/system/log.js');
  const { spawnEngine } = await at('main/host/spawn-engine.js');
  const { spawnReader } = await at('main/host/spawn-reader.js');
  const data = claimDataFolder(process.env.DATA);
  const log = openLog(data.path);
  const core = createCore({
    dataFolder: data.path, starterModel: process.env.MODEL, version: '0', shell: 'window', log,
    spawnEngine: () => spawnEngine(log), spawnReader: () => spawnReader(log),
  });
  core.connect({
    onMessage: (call) => call({ kind: 'call', id: 1, name: 'openModel', args: { path: process.env.MODEL } }),
    onClose: () => undefined,
    close: () => undefined,
    post: async (message) => {
      if (message.kind !== 'reply') return;
      console.log(JSON.stringify(message));
      await core.close();
      process.exit(0);
    },
  });
`;

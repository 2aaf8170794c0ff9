/**
 * The installers' configuration, and what is in them: by electron-builder's own schema, and by packaging for real around a stand-in
 * for Electron's binary, whose content then has to start an engine.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { utils, write } from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { docxOf, mailOf } from '../fixtures/documents/office.ts';
import { pdfOf } from '../fixtures/documents/pdf.ts';
import { tinyModel } from '../fixtures/models/files.ts';
import {
  filesIn,
  macrosOf,
  Minimatch,
  readConfiguration,
  root,
  validateConfiguration,
} from '../fixtures/packaging/builder.ts';
import { fuseMark, layOut, openArchive, type Layout } from '../fixtures/packaging/layout.ts';

const config = readConfiguration();
const target = macrosOf(process.platform, process.arch)('${os}-${arch}');

describe('the configuration', () => {
  it("is valid by electron-builder's schema, which knows what is not", async () => {
    await validateConfiguration(readConfiguration(), { isEnabled: false });
    const wrong = { ...readConfiguration(), asarUnpakc: [] };
    await expect(validateConfiguration(wrong, { isEnabled: false })).rejects.toThrow('asarUnpakc');
  });

  it('publishes nothing by itself', () => expect(config.publish).toBeNull());

  it('makes every kind of installer', () => {
    expect([config.linux.target, config.mac.target, config.win.target]).toEqual([
      ['AppImage', 'deb', 'rpm'],
      ['dmg', 'zip'],
      ['nsis', 'portable'],
    ]);
  });

  it('signs for the hardened runtime of a Mac, and loosens it only for compiling JavaScript', () => {
    const { hardenedRuntime, entitlements, entitlementsInherit } = config.mac;
    expect(hardenedRuntime).toBe(true);
    expect(entitlementsInherit).toBe(entitlements);
    const keys = readFileSync(join(root, entitlements), 'utf8').matchAll(/<key>(.*?)<\/key>/g);
    expect([...keys].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit']);
  });

  it('deletes no data when Hearth is removed, unless the user says so: not by default, and never silently', () => {
    expect(config.nsis['deleteAppDataOnUninstall']).toBe(false);
    const script = readFileSync(join(root, String(config.nsis['include'])), 'utf8').replace(/^\s*;.*$/gm, '');
    const [before, after] = script.split('RMDir /r');
    expect(script.split('RMDir')).toHaveLength(2);
    expect(before).toMatch(
      /\$\{IfNot\} \$\{isUpdated\}[^]*\$\{IfNot\} \$\{Silent\}[^]*MessageBox MB_YESNO\|MB_ICONEXCLAMATION\|MB_DEFBUTTON2 .*\/SD IDNO IDNO keepData\s*$/,
    );
    expect(after).toMatch(/^ "\$APPDATA\\Hearth"\s+keepData:/);
  });

  it('has the fuses of docs/packaging.md', () => {
    const text = readFileSync(join(root, 'docs/packaging.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `(\w+)` +\| (on|off) /gm)].map(([, name, state]) => [
      name,
      state === 'on',
    ]);
    expect(Object.fromEntries(rows)).toEqual(config.electronFuses);
  });

  it('names only what exists', () => {
    const ours = ['out', 'resources', 'node_modules/pdfjs-dist', 'node_modules/tesseract.js-core']
      .concat(['node_modules/@tesseract.js-data', 'node_modules/@e965/xlsx'])
      .concat(['node_modules/@napi-rs', 'node_modules/libsql', 'node_modules/@libsql'])
      .concat(['node_modules/node-llama-cpp', 'node_modules/@node-llama-cpp'])
      .flatMap((folder) => filesIn(join(root, folder), root));
    const unknown = [...config.files, ...config.asarUnpack, config.icon]
      .map((pattern) => macrosOf(process.platform, process.arch)(pattern).replace(/^!/, ''))
      // Each alternative by itself.
      .flatMap((pattern) => {
        const found = /^(.*)\{(\w[^}]*,[^}]*)\}(.*)$/.exec(pattern);
        return found ? found[2]!.split(',').map((one) => found[1]! + one + found[3]!) : [pattern];
      })
      .filter((pattern) => {
        const fixed = pattern.slice(0, pattern.search(/[*{!@]|$/));
        const matcher = new Minimatch(pattern, { dot: true });
        return !ours.some((path) => path.startsWith(fixed) && matcher.match(path));
      });
    // Optional packages of other systems are not on every machine, and the starter model has a test of its own.
    const mayLack = /@libsql|@napi-rs|@node-llama-cpp\/(!|\*)|hearth-guide|^\*\*/;
    expect(unknown.filter((pattern) => !mayLack.test(pattern))).toEqual([]);
  });

  it('has an icon of the size that every system takes', () => {
    const png = readFileSync(join(root, config.icon));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([512, 512]);
  });
});

const isHostOfTest = process.platform === 'linux';

describe.skipIf(!isHostOfTest)(
  `the package${isHostOfTest ? '' : ' (skipped: its stand-in for Electron is made for Linux)'}`,
  () => {
    const folder = temporaryFolder();
    let layout: Layout;
    let packed: string[];
    let unpacked: string[];

    beforeAll(() => {
      layout = layOut(folder.path);
      ({ packed, unpacked } = layout);
    }, 300_000);
    afterAll(() => folder.remove());

    it('holds the app, and nothing of its making', () => {
      expect(packed).toEqual(
        expect.arrayContaining([
          'package.json',
          'out/electron/main.js',
          'out/electron/preload.cjs',
          'out/main/desktop/main.js',
          'out/main/engine/main.js',
          'out/main/reader/main.js',
          'out/parts/licences.json',
          'out/parts/sbom.cdx.json',
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
      expect(all.filter((path) => /(^|\/)(\.env|\.npmrc|\.git)|\.(pem|p12|pfx|key)$/i.test(path))).toEqual(
        [],
      );
      const { devDependencies, scripts } = JSON.parse(layout.read('package.json').toString()) as Record<
        string,
        unknown
      >;
      expect([devDependencies, scripts]).toEqual([undefined, undefined]);
    });

    it('has no development dependency, and a bill of materials that names every package in it', () => {
      const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
        packages: Record<string, { version: string; dev?: boolean }>;
      };
      const bill = JSON.parse(layout.read('out/parts/sbom.cdx.json').toString()) as {
        bomFormat: string;
        components: { name: string; version: string }[];
      };
      const licences = JSON.parse(layout.read('out/parts/licences.json').toString()) as {
        name: string;
        version: string;
        licence: string;
        text: string;
      }[];
      expect(licences.filter(({ text }) => text.length < 90).map(({ name }) => name)).toEqual([]);
      const folders = [...packed, ...unpacked].flatMap((path) => {
        const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path);
        return found ? [found[0]] : [];
      });
      // electron-builder lays them out anew, so what is in a folder is known by the package itself.
      const packages = [...new Set(folders)].map((path) => {
        const { version } = JSON.parse(layout.read(`${path}/package.json`).toString()) as { version: string };
        return `${path.replace(/^.*node_modules\//, '')}@${version}`;
      });
      expect(packages.length).toBeGreaterThan(50);
      const wanted = new Set(
        Object.entries(lock.packages)
          .filter(([, { dev }]) => dev === undefined)
          .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`),
      );
      expect(packages.filter((name) => !wanted.has(name))).toEqual([]);
      const named = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
      const licensed = new Set(licences.map(({ name, version }) => `${name}@${version}`));
      const missing = packages.filter((name) => !named.has(name) || !licensed.has(name));
      expect(missing).toEqual([]);
      expect(bill.bomFormat).toBe('CycloneDX');
      expect(licences.map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          'llama.cpp',
          'Electron',
          'react',
          'mermaid',
          'katex',
          '@tesseract.js-data/eng',
        ]),
      );
    });

    it('has no path of the machine that built it', () => {
      const places = [root.replace(/\/$/, ''), homedir()].filter((path) => path.split('/').length > 2);
      const ours = packed.filter(
        (path) => /^(out|resources|package\.json)/.test(path) && /\.(c?js|json|html|css)$/.test(path),
      );
      expect(ours.length).toBeGreaterThan(100);
      const found = ours.filter((path) => {
        const text = layout.read(path).toString('latin1');
        return places.some((place) => text.includes(`${place}/`));
      });
      expect(found).toEqual([]);
    });

    it('keeps all JavaScript in the archive, where its integrity is checked', () => {
      expect(unpacked.filter((path) => /\.([cm]?js|json)$/.test(path))).toEqual(
        unpacked.filter((path) => path.endsWith('/_nlcBuildMetadata.json')),
      );
      expect(packed).toEqual(
        expect.arrayContaining(['node_modules/node-llama-cpp/dist/index.js', 'node_modules/libsql/index.js']),
      );
    });

    it('can be made a deb and an rpm, which have the command hearth and leave the data alone', () => {
      for (const kind of ['deb', 'rpm'] as const) {
        const given = layout.fpmArguments(kind);
        const valueOf = (option: string): string => given[given.indexOf(option) + 1] ?? '';
        expect(valueOf('--name')).toBe('hearth');
        expect(valueOf('--maintainer')).toMatch(/^[^<>]+ <[^<>@ ]+@[^<>@ ]+>$/);
        expect(valueOf('--url')).toMatch(/^https:\/\//);
        expect(valueOf('--license')).toBe('MIT');
        const scripts = { install: valueOf('--after-install'), remove: valueOf('--after-remove') };
        expect(layout.scripts[kind].install).toContain("'/opt/Hearth/hearth' '/usr/bin/hearth'");
        expect(scripts.remove).not.toBe('');
        expect(layout.scripts[kind].remove.match(/\brm\b.*/g)).toEqual([
          "rm -f '/usr/bin/hearth'",
          'rm -f "$APPARMOR_PROFILE_DEST"',
        ]);
      }
    });

    it('has native code of this system alone, all of it outside the archive', () => {
      expect(packed.filter((path) => /\.(node|so|dylib|dll)(\.|$)/.test(path))).toEqual([]);
      const installed = readdirSync(join(root, 'node_modules', '@node-llama-cpp'));
      const kept = readdirSync(
        join(layout.resources, 'app.asar.unpacked', 'node_modules', '@node-llama-cpp'),
      );
      expect(kept.toSorted()).toEqual(
        installed.filter((name) => name.startsWith(target) && !name.includes('-cuda')).toSorted(),
      );
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
      const binary = readFileSync(join(layout.program, 'hearth'));
      const wire = binary.subarray(binary.indexOf(fuseMark) + fuseMark.length + 2).toString();
      // Running as Node, cookie encryption, NODE_OPTIONS, --inspect, archive integrity, archive only, snapshot, file://.
      expect(wire.slice(0, 8)).toBe('00001100');
    });

    it('can start a core and an engine from what it holds', () => {
      const app = join(folder.path, 'app', 'app.asar');
      openArchive(layout, app);
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
    }, 300_000);
  },
);

/** By this node-llama-cpp knows that it runs in Electron. */
const asElectron = `--import=data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: '45.0.0' } })",
)}`;

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

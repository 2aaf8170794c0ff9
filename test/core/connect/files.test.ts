/** Connect writes the files of other programs: all formats, what stays, and the way back. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parse as parseJson } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { connectTargets, type ConnectTarget } from '../../../main/shared/contract/api.ts';
import { fileOf, useHome } from '../../fixtures/connect/home.ts';

const home = useHome();
const withFile = connectTargets.filter((target) => fileOf[target] !== undefined);
const model = 'qwen3-8b';
const key = 'hearth-0123456789abcdef';
const args = (target: ConnectTarget) => ({ target, model, key });

const parsed = (target: ConnectTarget): unknown => {
  const text = home.read(target);
  if (target === 'codex') return parseToml(text);
  return target === 'continue' ? parseYaml(text) : parseJson(text);
};

/** Files with comments, an order of their own, odd spaces, and an entry of another server. */
const before: Partial<Record<ConnectTarget, string>> = {
  'claude-code':
    '{\n    "permissions": { "allow": ["Bash(ls:*)"] },\n    "env": {"ANTHROPIC_MODEL":"claude-sonnet", "OTHER": "1"},\n    "theme": "dark"\n}\n',
  codex:
    '# mine\nmodel = "gpt"   # the default\n\n[model_providers.other]\nname = "Other"\n\n[projects."/home/ada/area"]\ntrust_level = "trusted"\n',
  opencode: '{\n\t// the theme\n\t"theme": "opencode",\n\t"provider": { "other": { "name": "Other" } },\n}\n',
  continue:
    '# mine\nname: My Config\nversion: 2.0.0\nschema: v1\nmodels:\n  # the fast one\n  - name: Other\n    provider: openai\n    model: other # small\ncontext:\n  - provider: code\n',
  zed: '// Zed settings\n{\n  "vim_mode": true, // yes\n  /* fonts */ "buffer_font_size": 15,\n}\n',
  'vs-code': '[\n  // a gateway\n  { "name": "Other", "vendor": "azure", "models": [] }\n]\n',
};

/** What every comment and value of `before` leaves in the file. */
const kept: Partial<Record<ConnectTarget, string[]>> = {
  'claude-code': ['"allow": ["Bash(ls:*)"]', '"OTHER": "1"', '"theme": "dark"'],
  codex: ['# mine', '# the default', '[model_providers.other]', 'trust_level = "trusted"'],
  opencode: ['// the theme', '"theme": "opencode"', '"other": { "name": "Other" }'],
  continue: ['# mine', '# the fast one', 'model: other # small', '- provider: code'],
  zed: ['// Zed settings', '"vim_mode": true, // yes', '/* fonts */ "buffer_font_size": 15,'],
  'vs-code': ['// a gateway', '{ "name": "Other", "vendor": "azure", "models": [] }'],
};

it.each(withFile)('writes a new file of %s that only its owner can read, and removes it again', (target) => {
  const connect = home.open();
  const guide = connect.connectGuide(args(target));
  expect(guide.file).toMatchObject({ path: home.path(target), exists: false, isOurs: false, problem: null });
  expect(guide.file!.diff).toContain('@@');
  const after = connect.writeConnection(args(target));
  expect(after.file).toMatchObject({ exists: true, isOurs: true, diff: '' });
  expect(statSync(home.path(target)).mode & 0o777).toBe(0o600);
  expect(JSON.stringify(parsed(target))).toContain('127.0.0.1:27181');
  connect.restoreConnection({ target });
  expect(existsSync(home.path(target))).toBe(false);
  expect(home.names(target)).toEqual([]);
});

it.each(withFile)('keeps comments and order in the file of %s, and restores it byte for byte', (target) => {
  const original = before[target]!;
  home.put(target, original);
  chmodSync(home.path(target), 0o640);
  const connect = home.open();
  connect.writeConnection(args(target));
  const text = home.read(target);
  for (const part of kept[target]!) expect(text).toContain(part);
  expect(JSON.stringify(parsed(target))).toContain('127.0.0.1:27181');
  expect(statSync(home.path(target)).mode & 0o777).toBe(0o640);
  const copy = `${fileOf[target]!.split('/').at(-1)!}.before-hearth-2026-11-29T09-30-12`;
  expect(home.names(target)).toContain(copy);
  expect(readFileSync(join(dirname(home.path(target)), copy), 'utf8')).toBe(original);
  connect.restoreConnection({ target });
  expect(home.read(target)).toBe(original);
  expect(home.names(target)).toEqual([fileOf[target]!.split('/').at(-1)]);
});

it.each(withFile)('takes only its own entries out of a file of %s that was changed later', (target) => {
  home.put(target, before[target]!);
  const connect = home.open();
  connect.writeConnection(args(target));
  const comment = target === 'codex' || target === 'continue' ? '# later\n' : '// later\n';
  writeFileSync(home.path(target), `${comment}${home.read(target)}`);
  // The same after another write, with which Hearth has no copy of that change.
  connect.writeConnection({ ...args(target), key: 'another' });
  connect.restoreConnection({ target });
  const text = home.read(target);
  expect(text).toContain('later');
  expect(text).not.toContain('127.0.0.1');
  expect(text).not.toContain('another');
  for (const part of kept[target]!) expect(text).toContain(part);
});

it('puts the former value back in the place of its own', () => {
  home.put('claude-code', before['claude-code']!);
  const connect = home.open();
  connect.writeConnection(args('claude-code'));
  home.put('claude-code', `${home.read('claude-code')}// later\n`);
  connect.restoreConnection({ target: 'claude-code' });
  expect(parsed('claude-code')).toEqual(parseJson(before['claude-code']!));
});

it.each(withFile)('changes nothing in a file of %s that is as it should be', (target) => {
  home.put(target, before[target]!);
  const connect = home.open();
  connect.writeConnection(args(target));
  const text = home.read(target);
  const names = home.names(target);
  expect(connect.writeConnection(args(target)).file!.diff).toBe('');
  expect(home.read(target)).toBe(text);
  expect(home.names(target)).toEqual(names);
});

it.each(withFile)('replaces its entry in the file of %s, and brings back the first original', (target) => {
  home.put(target, before[target]!);
  home.open().writeConnection(args(target));
  // Hearth was started again.
  const connect = home.open();
  expect(connect.connectGuide({ ...args(target), model: 'gemma' }).file).toMatchObject({ isOurs: true });
  connect.writeConnection({ ...args(target), key: 'next', model: 'gemma' });
  expect(home.read(target)).not.toContain(key);
  expect(home.read(target).match(/127\.0\.0\.1:27181/g)).toHaveLength(1);
  connect.restoreConnection({ target });
  expect(home.read(target)).toBe(before[target]);
});

it('writes what the programs read', () => {
  const connect = home.open();
  for (const target of withFile) connect.writeConnection(args(target));
  const base = 'http://127.0.0.1:27181/v1';
  expect(parsed('claude-code')).toMatchObject({
    env: {
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:27181',
      ANTHROPIC_AUTH_TOKEN: key,
      ANTHROPIC_MODEL: model,
      CLAUDE_CODE_ATTRIBUTION_HEADER: '0',
    },
  });
  expect(parsed('codex')).toEqual({
    model_providers: {
      hearth: { name: 'Hearth', base_url: base, wire_api: 'responses', experimental_bearer_token: key },
    },
  });
  expect(parsed('opencode')).toMatchObject({
    provider: {
      hearth: {
        npm: '@ai-sdk/openai-compatible',
        options: { baseURL: base, apiKey: key },
        models: { [model]: {} },
      },
    },
  });
  expect(parsed('continue')).toMatchObject({
    schema: 'v1',
    models: [{ name: 'Hearth', provider: 'openai', model, apiBase: base, apiKey: key }],
  });
  // Zed keeps keys in the system's key store.
  expect(home.read('zed')).not.toContain(key);
  expect(parsed('zed')).toMatchObject({
    language_models: {
      openai_compatible: {
        Hearth: { api_url: base, available_models: [{ name: model, max_tokens: 16_384 }] },
      },
    },
  });
  expect(parsed('vs-code')).toMatchObject([
    {
      vendor: 'customendpoint',
      models: [{ url: `${base}/chat/completions`, maxInputTokens: 12_288, maxOutputTokens: 4_096 }],
    },
  ]);
});

it('keeps line ends and a byte order mark', () => {
  const original = '\ufeff{\r\n  "vim_mode": true\r\n}\r\n';
  home.put('zed', original);
  const connect = home.open();
  connect.writeConnection(args('zed'));
  expect(home.read('zed').startsWith('\ufeff{\r\n')).toBe(true);
  expect(home.read('zed').replaceAll('\r\n', '')).not.toContain('\n');
  connect.restoreConnection({ target: 'zed' });
  expect(home.read('zed')).toBe(original);
  for (const target of ['codex', 'continue'] as const) {
    home.put(target, before[target]!.replaceAll('\n', '\r\n'));
    connect.writeConnection(args(target));
    expect(home.read(target).replaceAll('\r\n', '')).not.toContain('\n');
  }
});

it('keeps tables that a program has added behind its own', () => {
  const connect = home.open();
  home.put('codex', before.codex!);
  connect.writeConnection(args('codex'));
  writeFileSync(home.path('codex'), `${home.read('codex')}\n[projects."/b"]\ntrust_level = "untrusted"\n`);
  connect.restoreConnection({ target: 'codex' });
  expect(home.read('codex')).toBe(`${before.codex!}\n[projects."/b"]\ntrust_level = "untrusted"\n`);
});

it('writes opencode.jsonc if that is the file', () => {
  const path = join(home.home(), '.config/opencode/opencode.jsonc');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '{ /* mine */ }\n');
  home.open().writeConnection(args('opencode'));
  expect(readFileSync(path, 'utf8')).toMatch(/mine[^]*127\.0\.0\.1/);
  expect(existsSync(home.path('opencode'))).toBe(false);
});

it('looks for the files of each system, and in the folders that variables name', () => {
  const pathOn = (target: ConnectTarget, platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) =>
    home.open({ platform, env }).connectGuide(args(target)).file!.path.replace(home.home(), '~');
  expect(pathOn('vs-code', 'darwin')).toBe('~/Library/Application Support/Code/User/chatLanguageModels.json');
  expect(pathOn('zed', 'darwin')).toBe('~/.config/zed/settings.json');
  const windows = { APPDATA: String.raw`C:\Users\ada\AppData\Roaming` };
  expect(pathOn('zed', 'win32', windows)).toBe(String.raw`C:\Users\ada\AppData\Roaming\Zed\settings.json`);
  expect(pathOn('vs-code', 'win32', windows)).toBe(
    String.raw`C:\Users\ada\AppData\Roaming\Code\User\chatLanguageModels.json`,
  );
  expect(pathOn('zed', 'linux', { XDG_CONFIG_HOME: '/etc/ada' })).toBe('/etc/ada/zed/settings.json');
  expect(pathOn('codex', 'linux', { CODEX_HOME: '/srv/codex' })).toBe('/srv/codex/config.toml');
  expect(pathOn('claude-code', 'linux', { CLAUDE_CONFIG_DIR: '/srv/claude' })).toBe(
    '/srv/claude/settings.json',
  );
});

const refusals: [name: string, target: ConnectTarget, prepare: () => void, code: string][] = [
  ['a link that leads outside', 'zed', () => linkOut(), 'api.config-elsewhere'],
  ['a folder that is a link that leads outside', 'codex', () => linkFolderOut(), 'api.config-elsewhere'],
  ['a link to nothing', 'zed', () => linkTo(join(home.home(), 'gone')), 'api.config-unreadable'],
  ['a folder', 'zed', () => mkdirSync(home.path('zed'), { recursive: true }), 'api.config-no-file'],
  ['damaged JSON', 'zed', () => home.put('zed', '{ "a": '), 'api.config-not-editable'],
  ['JSON with another top', 'zed', () => home.put('zed', '[]'), 'api.config-not-editable'],
  [
    'JSON with an entry in the way',
    'claude-code',
    () => home.put('claude-code', '{"env": 1}'),
    'api.config-not-editable',
  ],
  ['a list that is an object', 'vs-code', () => home.put('vs-code', '{}'), 'api.config-not-editable'],
  ['damaged TOML', 'codex', () => home.put('codex', 'a = \n'), 'api.config-not-editable'],
  [
    'TOML with inline providers',
    'codex',
    () => home.put('codex', 'model_providers = { x = {} }\n'),
    'api.config-not-editable',
  ],
  ['damaged YAML', 'continue', () => home.put('continue', 'a: [1\n'), 'api.config-not-editable'],
  [
    'YAML with no list of models',
    'continue',
    () => home.put('continue', 'models: none\n'),
    'api.config-not-editable',
  ],
  ['no text', 'zed', () => home.put('zed', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), 'api.config-not-text'],
  ['a huge file', 'zed', () => home.put('zed', Buffer.alloc(5 * 1024 ** 2, ' ')), 'api.config-too-large'],
  ['a file of an older format', 'continue', () => oldContinue(), 'api.config-instead'],
];
const linkTo = (path: string): void => {
  mkdirSync(dirname(home.path('zed')), { recursive: true });
  symlinkSync(path, home.path('zed'));
};
const linkOut = (): void => {
  const outside = join(home.outside(), 'settings.json');
  writeFileSync(outside, '{}');
  linkTo(outside);
};
const linkFolderOut = (): void => {
  mkdirSync(join(home.outside(), 'codex'));
  symlinkSync(join(home.outside(), 'codex'), join(home.home(), '.codex'));
};
const oldContinue = (): void => {
  mkdirSync(join(home.home(), '.continue'));
  writeFileSync(join(home.home(), '.continue/config.json'), '{}');
};

it.each(refusals)('does not write %s', (_, target, prepare, code) => {
  prepare();
  const connect = home.open();
  expect(connect.connectGuide(args(target)).file).toMatchObject({ diff: '', problem: { code } });
  expect(() => connect.writeConnection(args(target))).toThrow(
    expect.objectContaining({ told: expect.objectContaining({ code }) }),
  );
  expect(home.names(target).filter((name) => name.includes('hearth'))).toEqual([]);
});

it('does not write a file of another user', () => {
  if (process.getuid?.() !== 0) return;
  home.put('zed', '{}');
  const { chownSync } = process.getBuiltinModule('node:fs');
  chownSync(home.path('zed'), 12_345, 12_345);
  expect(home.open().connectGuide(args('zed')).file).toMatchObject({
    problem: { code: 'api.config-foreign' },
  });
});

it('follows a link inside the home folder, and leaves it a link', () => {
  const real = join(home.home(), 'dotfiles.json');
  writeFileSync(real, '{}\n');
  linkTo(real);
  const connect = home.open();
  connect.writeConnection(args('zed'));
  expect(readFileSync(real, 'utf8')).toContain('127.0.0.1');
  connect.restoreConnection({ target: 'zed' });
  expect(readFileSync(real, 'utf8')).toBe('{}\n');
});

it('says so if there is no way back', () => {
  const connect = home.open();
  home.put('zed', '{}');
  const wayBack = expect.objectContaining({
    told: expect.objectContaining({ code: 'api.config-no-way-back' }),
  });
  expect(() => connect.restoreConnection({ target: 'zed' })).toThrow(wayBack);
  expect(() => connect.restoreConnection({ target: 'curl' })).toThrow(
    expect.objectContaining({ told: expect.objectContaining({ code: 'api.config-none' }) }),
  );
});

it('writes the entry of OpenCode 2 into a file that has providers for it, and takes it out again', () => {
  const text = '{\n  // mine\n  "providers": { "other": { "name": "Other" } }\n}\n';
  home.put('opencode', text);
  const connect = home.open();
  connect.writeConnection(args('opencode'));
  expect(parsed('opencode')).toMatchObject({
    providers: {
      other: { name: 'Other' },
      hearth: {
        package: 'aisdk:@ai-sdk/openai-compatible',
        settings: { baseURL: 'http://127.0.0.1:27181/v1', apiKey: key },
        models: { [model]: {} },
      },
    },
  });
  expect(home.read('opencode')).not.toContain('"provider"');
  // The user changes the file, so that only the entry is taken out.
  home.put('opencode', home.read('opencode').replace('// mine', '// still mine'));
  connect.restoreConnection({ target: 'opencode' });
  expect(home.read('opencode')).toContain('// still mine');
  expect(parsed('opencode')).toEqual({ providers: { other: { name: 'Other' } } });
});

it.each([
  ['vs-code', '.var/app/com.visualstudio.code/config/Code/User', 'chatLanguageModels.json'],
  ['vs-code', '.config/VSCodium/User', 'chatLanguageModels.json'],
  ['vs-code', '.var/app/com.vscodium.codium/config/VSCodium/User', 'chatLanguageModels.json'],
  ['zed', '.var/app/dev.zed.Zed/config/zed', 'settings.json'],
] as const)('finds the folder of %s at %s if it has no other one', (target, folder, name) => {
  const root = dirname(dirname(dirname(dirname(home.path('vs-code')))));
  mkdirSync(join(root, folder), { recursive: true });
  const { file } = home.open().connectGuide(args(target));
  expect(file!.path).toBe(join(root, folder, name));
  mkdirSync(dirname(home.path(target)), { recursive: true });
  expect(home.open().connectGuide(args(target)).file!.path).toBe(home.path(target));
});

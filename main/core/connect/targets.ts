/**
 * How each program is connected: what to set, and which file Hearth can write. The sources are docs/connect.md's, beside each program
 * there.
 */
import type { ConnectTarget } from '../../shared/contract/api.ts';
import { applicationData, folderFrom, pathFor, type System } from '../library/programs/system.ts';
import {
  answerRoom,
  openAiBase,
  providerId,
  providerName,
  type ConfigFile,
  type ConfigFormat,
  type Connection,
  type Piece,
  type Target,
} from './connection.ts';
import { hasObject, jsonList, jsonSettings } from './edit-json.ts';
import { tomlTable } from './edit-toml.ts';
import { yamlList } from './edit-yaml.ts';
import { curlCommand, environment, openWebUiCommand, openWebUiCompose, pythonProgram } from './snippets.ts';
import { existsSync } from 'node:fs';

const claudeVariables = ({ address, key, model }: Connection): [name: string, value: string][] => [
  ['ANTHROPIC_BASE_URL', address],
  ['ANTHROPIC_AUTH_TOKEN', key],
  ['ANTHROPIC_MODEL', model],
  // Its work in the background asks for these; none of the models behind the names is here.
  ['ANTHROPIC_DEFAULT_OPUS_MODEL', model],
  ['ANTHROPIC_DEFAULT_SONNET_MODEL', model],
  ['ANTHROPIC_DEFAULT_HAIKU_MODEL', model],
  // Without it, the system prompt begins with a line that differs in each request, and nothing behind it can be reused.
  ['CLAUDE_CODE_ATTRIBUTION_HEADER', '0'],
];
const claudeSettings = jsonSettings((connection) =>
  claudeVariables(connection).map(([name, value]) => [['env', name], value]),
);

const codexProvider = tomlTable(['model_providers', providerId], (connection) => ({
  name: providerName,
  base_url: openAiBase(connection),
  wire_api: 'responses',
  experimental_bearer_token: connection.key,
}));

const openCodeProvider = (connection: Connection) => ({
  npm: '@ai-sdk/openai-compatible',
  name: providerName,
  options: { baseURL: openAiBase(connection), apiKey: connection.key },
  models: { [connection.model]: { name: connection.model } },
});
const openCodeOne = jsonSettings((connection) => [[['provider', providerId], openCodeProvider(connection)]]);
const openCodeTwo = jsonSettings((connection) => {
  const { npm, options, ...others } = openCodeProvider(connection);
  return [[['providers', providerId], { ...others, package: `aisdk:${npm}`, settings: options }]];
});
/** OpenCode 2 reads the entry of both versions, OpenCode 1 only its own. A file that has providers for 2 is one for 2. */
const openCodeConfig: ConfigFormat = {
  written: (text, connection) =>
    (text !== null && hasObject(text, 'providers') ? openCodeTwo : openCodeOne).written(text, connection),
  takenOut: (text, before) => openCodeTwo.takenOut(openCodeOne.takenOut(text, before), before),
};

const continueConfig = yamlList(
  'models',
  'name: Local Config\nversion: 1.0.0\nschema: v1\n',
  (connection) => ({
    name: providerName,
    provider: 'openai',
    model: connection.model,
    apiBase: openAiBase(connection),
    apiKey: connection.key,
    roles: ['chat', 'edit', 'apply'],
  }),
);

const zedSettings = jsonSettings((connection) => [
  [
    ['language_models', 'openai_compatible', providerName],
    {
      api_url: openAiBase(connection),
      available_models: [
        {
          name: connection.model,
          max_tokens: connection.contextLength,
          capabilities: { tools: true, images: false, parallel_tool_calls: true, prompt_cache_key: false },
        },
      ],
    },
  ],
]);

const vsCodeModels = jsonList((connection) => ({
  name: providerName,
  vendor: 'customendpoint',
  apiKey: connection.key,
  apiType: 'chat-completions',
  models: [
    {
      id: connection.model,
      name: connection.model,
      url: `${openAiBase(connection)}/chat/completions`,
      toolCalling: true,
      vision: false,
      maxInputTokens: connection.contextLength - answerRoom(connection),
      maxOutputTokens: answerRoom(connection),
    },
  ],
}));

const inHome = (system: System, ...names: string[]): string => pathFor(system).join(system.home, ...names);

/** A file in a folder of the home folder, or in the one that an environment variable names. */
const fileIn = (
  system: System,
  folder: { variable: string; names: string[] } | { at: string },
  name: string,
  format: ConfigFile['format'],
): ConfigFile => {
  const named = 'variable' in folder ? folderFrom(system, folder.variable) : null;
  const at = named ?? ('at' in folder ? folder.at : inHome(system, ...folder.names));
  return { path: pathFor(system).join(at, name), root: named ?? system.home, insteadOf: null, format };
};

const configFolder = (system: System): string =>
  folderFrom(system, 'XDG_CONFIG_HOME') ?? inHome(system, '.config');

const claudeFile = (system: System): ConfigFile =>
  fileIn(system, { variable: 'CLAUDE_CONFIG_DIR', names: ['.claude'] }, 'settings.json', claudeSettings);

const codexFile = (system: System): ConfigFile =>
  fileIn(system, { variable: 'CODEX_HOME', names: ['.codex'] }, 'config.toml', codexProvider);

/** It reads both names; the one with comments wins, so it is the one to write if it exists. */
const openCodeFile = (system: System): ConfigFile => {
  const folder = pathFor(system).join(configFolder(system), 'opencode');
  const withComments = fileIn(system, { at: folder }, 'opencode.jsonc', openCodeConfig);
  return existsSync(withComments.path)
    ? withComments
    : { ...withComments, path: pathFor(system).join(folder, 'opencode.json') };
};

/** A config.json of older versions is no longer read once there is a config.yaml. */
const continueFile = (system: System): ConfigFile => {
  const file = fileIn(
    system,
    { variable: 'CONTINUE_GLOBAL_DIR', names: ['.continue'] },
    'config.yaml',
    continueConfig,
  );
  return { ...file, insteadOf: file.path.replace(/yaml$/, 'json') };
};

/** The first of `folders` that exists, or else the first. */
const existing = (folders: readonly string[]): string =>
  folders.find((one) => existsSync(one)) ?? folders[0]!;

/** Where a program from Flathub has the folder that it would have in `~/.config`; none on other systems. */
const flatpakFolder = (system: System, id: string, ...names: string[]): string[] =>
  system.platform === 'linux' ? [inHome(system, '.var', 'app', id, 'config', ...names)] : [];

const zedFile = (system: System): ConfigFile => {
  const { join } = pathFor(system);
  const folder =
    system.platform === 'win32'
      ? join(applicationData(system, 'XDG_CONFIG_HOME', '.config'), 'Zed')
      : system.platform === 'darwin'
        ? inHome(system, '.config', 'zed')
        : join(configFolder(system), 'zed');
  const at = existing([folder, ...flatpakFolder(system, 'dev.zed.Zed', 'zed')]);
  return fileIn(system, { at }, 'settings.json', zedSettings);
};

/** VS Code's own folder, that of its package on Flathub, or those of VSCodium, which is built from the same source. */
const vsCodeFile = (system: System): ConfigFile => {
  const folderOf = (name: string): string =>
    pathFor(system).join(applicationData(system, 'XDG_CONFIG_HOME', '.config'), name, 'User');
  const at = existing([
    folderOf('Code'),
    ...flatpakFolder(system, 'com.visualstudio.code', 'Code', 'User'),
    folderOf('VSCodium'),
    ...flatpakFolder(system, 'com.vscodium.codium', 'VSCodium', 'User'),
  ]);
  return fileIn(system, { at }, 'chatLanguageModels.json', vsCodeModels);
};

/** What Hearth would write into a new file, to be copied. */
const fileText = (connection: Connection, { path, format }: ConfigFile): Piece => ({
  what: 'file',
  label: path,
  text: format.written(null, connection),
});
const command = (label: string, text: string): Piece => ({ what: 'command', label, text });
const setting = (label: string, text: string): Piece => ({ what: 'setting', label, text });

export const targets: Record<ConnectTarget, Target> = {
  'claude-code': {
    pieces: (connection, system) => [
      environment(claudeVariables(connection), system),
      fileText(connection, claudeFile(system)),
    ],
    file: claudeFile,
  },
  codex: {
    pieces: (connection, system) => [
      fileText(connection, codexFile(system)),
      command('codex', `codex -c model_provider=${providerId} -m ${JSON.stringify(connection.model)}`),
    ],
    file: codexFile,
  },
  opencode: {
    pieces: (connection, system) => [
      fileText(connection, openCodeFile(system)),
      command('opencode', `opencode --model ${JSON.stringify(`${providerId}/${connection.model}`)}`),
    ],
    file: openCodeFile,
  },
  continue: {
    pieces: (connection, system) => [fileText(connection, continueFile(system))],
    file: continueFile,
  },
  cline: {
    pieces: (connection) => [
      setting('API Provider', 'OpenAI Compatible'),
      setting('Base URL', openAiBase(connection)),
      setting('API Key', connection.key),
      setting('Model ID', connection.model),
      setting('Context Window Size', String(connection.contextLength)),
    ],
    file: null,
  },
  zed: {
    pieces: (connection, system) => [
      fileText(connection, zedFile(system)),
      environment([['HEARTH_API_KEY', connection.key]], system),
    ],
    file: zedFile,
  },
  'vs-code': {
    pieces: (connection, system) => [fileText(connection, vsCodeFile(system))],
    file: vsCodeFile,
  },
  'open-webui': {
    pieces: (connection, system) => [
      environment(
        [
          ['OPENAI_API_BASE_URL', openAiBase(connection)],
          ['OPENAI_API_KEY', connection.key],
        ],
        system,
      ),
      command('docker run', openWebUiCommand(connection)),
      { what: 'file', label: 'compose.yaml', text: openWebUiCompose(connection) },
    ],
    file: null,
  },
  curl: { pieces: (connection, system) => [command('curl', curlCommand(connection, system))], file: null },
  python: {
    pieces: (connection) => [
      command('pip', 'pip install openai'),
      { what: 'file', label: 'ask.py', text: pythonProgram(connection) },
    ],
    file: null,
  },
};

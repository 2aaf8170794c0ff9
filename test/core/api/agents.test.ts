/**
 * Agents of other makers hold a task of five turns against the server: four calls of a shell, and an answer. The engine is scripted; the
 * agents, their requests and what they do with the answers are real. Nothing is installed here: `HEARTH_AGENTS` names folders into
 * which their packages were installed with npm, separated as in PATH.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allDialects } from '../../../main/core/api/dialects.ts';
import type { PromptMessage, TurnRequest } from '../../../main/shared/engine/request.ts';
import type { Tool } from '../../../main/shared/engine/tools.ts';
import { testKey, useApiCores, type ApiCore } from '../../fixtures/api/api-core.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import type { ScriptedAnswer } from '../../fixtures/engine/scripted-engine.ts';

const { start } = useApiCores();

/** What the shell is asked to do, one command a turn. */
const commands = ['echo one > notes.txt', 'cat notes.txt', 'echo two >> notes.txt', 'wc -l notes.txt'];
const last = 'The file notes.txt has 2 lines.';

/** The tool of an agent that runs a command. */
const isShell = ({ name }: Tool): boolean =>
  /^(bash|shell|shell_command|exec_command|run_shell_command|local_shell)$/i.test(name);

type Property = { type?: string | string[] };

/** Arguments with which the tool runs `command`; what else it needs gets a plain value. */
const argumentsFor = ({ parameters }: Tool, command: string): string => {
  const { properties = {}, required = [] } = parameters as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  const values = Object.entries(properties).flatMap(([name, { type }]): [string, unknown][] => {
    if (name === 'command' || name === 'cmd')
      return [[name, type === 'array' ? ['bash', '-lc', command] : command]];
    if (!required.includes(name)) return [];
    return [[name, type === 'boolean' ? false : type === 'number' || type === 'integer' ? 1 : 'Notes']];
  });
  return JSON.stringify(Object.fromEntries(values));
};

/** The next step of the task: as many commands are done as the prompt has results since the task. */
const answer = ({ messages, program }: TurnRequest): ScriptedAnswer => {
  const shell = program?.tools?.tools.find(isShell);
  if (shell === undefined) return { text: 'Notes' };
  const done = messages.filter(({ role }) => role === 'tool').length;
  const command = commands[done];
  if (command === undefined) return { text: last };
  return {
    text: `Step ${done + 1}. `,
    calls: [{ id: `call0000${done}`, name: shell.name, arguments: argumentsFor(shell, command) }],
  };
};

interface Agent {
  /** Its command. */
  name: string;
  /** Its npm package. */
  package: string;
  /** Writes what it needs into its home, and returns its arguments and environment. */
  prepare: (address: string, home: string) => { args: string[]; env: Record<string, string> };
}

const task = 'Write two lines into notes.txt and count them.';

const agents: readonly Agent[] = [
  {
    name: 'claude',
    package: '@anthropic-ai/claude-code',
    prepare: (address) => ({
      args: ['-p', task, '--model', 'local', '--allowedTools', 'Bash'],
      env: {
        ANTHROPIC_BASE_URL: address,
        ANTHROPIC_AUTH_TOKEN: testKey,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      },
    }),
  },
  {
    name: 'codex',
    package: '@openai/codex',
    prepare: (address, home) => {
      mkdirSync(join(home, '.codex'));
      writeFileSync(
        join(home, '.codex', 'config.toml'),
        [
          'model = "local"',
          'model_provider = "hearth"',
          '[model_providers.hearth]',
          'name = "Hearth"',
          `base_url = "${address}/v1"`,
          'wire_api = "responses"',
          'env_key = "HEARTH_KEY"',
        ].join('\n'),
      );
      return {
        args: ['exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', task],
        env: { HEARTH_KEY: testKey },
      };
    },
  },
  {
    name: 'opencode',
    package: 'opencode-ai',
    prepare: (address, home) => {
      const file = join(home, 'opencode.json');
      writeFileSync(
        file,
        JSON.stringify({
          provider: {
            hearth: {
              npm: '@ai-sdk/openai-compatible',
              name: 'Hearth',
              options: { baseURL: `${address}/v1`, apiKey: testKey },
              models: { local: { name: 'Local', tool_call: true } },
            },
          },
          model: 'hearth/local',
          small_model: 'hearth/local',
          autoupdate: false,
          share: 'disabled',
          permission: { bash: 'allow' },
        }),
      );
      return {
        args: ['run', '--model', 'hearth/local', task],
        env: { OPENCODE_CONFIG: file, OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1' },
      };
    },
  },
  {
    name: 'qwen',
    package: '@qwen-code/qwen-code',
    prepare: (address, home) => {
      mkdirSync(join(home, '.qwen'));
      writeFileSync(
        join(home, '.qwen', 'settings.json'),
        JSON.stringify({
          security: { auth: { selectedType: 'openai' } },
          privacy: { usageStatisticsEnabled: false },
          telemetry: { enabled: false },
        }),
      );
      return {
        args: ['--yolo', '-p', task],
        env: { OPENAI_API_KEY: testKey, OPENAI_BASE_URL: `${address}/v1`, OPENAI_MODEL: 'local' },
      };
    },
  },
];

const folders = (process.env['HEARTH_AGENTS'] ?? '').split(delimiter).filter((folder) => folder !== '');

/** The command of an agent; `null` if it is not installed. */
const commandOf = ({ name }: Agent): string | null =>
  folders.map((folder) => join(folder, 'node_modules', '.bin', name)).find((path) => existsSync(path)) ??
  null;

const mostMs = 240_000;

const run = (
  command: string,
  agent: Agent,
  core: ApiCore,
  home: string,
): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve) => {
    const { args, env } = agent.prepare(core.address, home);
    const work = join(home, 'work');
    mkdirSync(work);
    const child = spawn(command, args, {
      cwd: work,
      env: { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: join(home, 'config'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (text += piece.toString()));
    const late = setTimeout(() => child.kill('SIGKILL'), mostMs);
    child.on('close', (code) => {
      clearTimeout(late);
      resolve({ code, text });
    });
  });

/** What the prompt has of a message. */
const writtenOf = ({ role, text, calls, answersCall }: PromptMessage) => ({ role, text, calls, answersCall });

describe.each(agents)('$name', (agent) => {
  const command = commandOf(agent);
  it.skipIf(command === null)(
    `does a task of five turns (needs ${agent.package} in a folder of HEARTH_AGENTS)`,
    { timeout: mostMs + 30_000 },
    async () => {
      const core = await start({ answer, stepMs: 1 }, undefined, { apiDialects: allDialects });
      await core.window.call('changeSettings', { apiLoadsModels: false });
      const home = temporaryFolder();
      try {
        const { code, text } = await run(command!, agent, core, home.path);
        const entries = await core.window.call('apiRequests', {});
        const about = `${text}\n${entries.map(({ method, path, status, problem }) => `${method} ${path} ${status} ${problem ?? ''}`).join('\n')}`;
        expect(code, about).toBe(0);
        expect(text, about).toContain(last);
        expect(readFileSync(join(home.path, 'work', 'notes.txt'), 'utf8'), about).toBe('one\ntwo\n');
        // Nothing that it sends is refused, but for probes: of a WebSocket, and whether there is anything at the address.
        const refused = entries.filter(
          ({ method, status }) => status !== null && status >= 400 && status !== 426 && method !== 'HEAD',
        );
        expect(refused, about).toEqual([]);
        const turns = core.engine.received.flatMap((message) =>
          message.kind === 'turn' && message.turn.program?.tools?.tools.some(isShell) ? [message.turn] : [],
        );
        expect(turns.length).toBe(commands.length + 1);
        // Each prompt begins with all of the one before, so that only what is new is processed.
        for (const [index, turn] of turns.slice(1).entries()) {
          const before = turns[index]!;
          expect(turn.program?.tools).toEqual(before.program?.tools);
          expect(turn.messages.slice(0, before.messages.length).map(writtenOf)).toEqual(
            before.messages.map(writtenOf),
          );
        }
      } finally {
        home.remove();
      }
    },
  );
});

/** `hearth` with the starter model and one of random weights: alone, beside a Hearth that runs, and as a server. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../main/system/paths.ts';
import { hearth, type Ran } from '../fixtures/cli/run.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { eventually, startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';
import { tinyModel } from '../fixtures/models/files.ts';

const folder = temporaryFolder();
/** A data folder that was used before, so that nothing is measured first. */
const usedFolder = (name: string): string => {
  const path = join(folder.path, name);
  mkdirSync(path);
  leaveModel(path);
  return path;
};
const program = join(packageRoot, 'main', 'launch', 'hearth.mjs');
const guide = 'hearth-guide';
const running: ChildProcess[] = [];
const endAll = (): void => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
};
afterAll(() => {
  endAll();
  folder.remove();
});

interface Started {
  child: ChildProcess;
  out: () => string;
  errors: () => string;
  ended: Promise<Ran>;
}

/** In a process of its own. */
const start = (args: string[], { input = '', env = {} } = {}): Started => {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, HEARTH_API_KEY: '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.push(child);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const seen = { out: '', errors: '' };
  child.stdout.on('data', (data: Buffer) => (seen.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (seen.errors += data.toString()));
  return {
    child,
    out: () => seen.out,
    errors: () => seen.errors,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, ...seen }))),
  };
};

it('run answers a prompt with what is piped behind it, and writes nothing else to stdout', async () => {
  const data = ['--data', usedFolder('alone')];
  const { code, out, errors } = await start(
    ['run', 'hearth', 'What is', '--temperature', '0', '--verbose', ...data],
    { input: 'the KV cache?' },
  ).ended;
  expect(errors).toMatch(/^prompt: 0 tokens cached, \d+ tokens new\nprefill: .*\nanswer: \d+ tokens, .*\n/);
  expect(code).toBe(0);
  expect(out).toMatch(/keys and values.*\n$/);
  expect(out).not.toMatch(/\r|\[2m/);
});

describe('beside a Hearth that runs', () => {
  const own = usedFolder('host');
  const data = ['--data', own];
  let host: HostProcess;
  beforeAll(async () => {
    host = await startHostProcess(['--web', '--no-open', ...data]);
    running.push(host.child);
  });
  afterAll(endAll);

  it('ps, ls and show tell of it', async () => {
    const [ps, ls, show] = await Promise.all([
      hearth(['ps', '--json', ...data]),
      hearth(['ls', '--running', '--names', ...data]),
      hearth(['show', 'hearth', '--json', ...data]),
    ]);
    expect(JSON.parse(ps.out)).toMatchObject({ running: true, shell: 'browser', answers: 0 });
    expect(ls).toEqual({ code: 0, out: `${guide}\n`, errors: '' });
    expect(JSON.parse(show.out)).toMatchObject({ name: guide, kind: 'chat', owner: 'starter' });
  });

  it('run --json and --schema print one object whose answer is bound, and leave no chat', async () => {
    const schema = join(folder.path, 'schema.json');
    writeFileSync(
      schema,
      '{"type": "object", "properties": {"yes": {"type": "boolean"}}, "required": ["yes"]}',
    );
    const { code, out, errors } = await hearth([
      'run',
      tinyModel(),
      'Is it?',
      '--json',
      '--schema',
      schema,
      ...data,
    ]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(out)).toMatchObject({
      value: { yes: expect.any(Boolean) },
      finish: 'stop',
      usage: { completion_tokens: expect.any(Number) },
      hearth: { read_from: expect.stringMatching(/hot|warm|cold/) },
    });
    expect((await hearth(['export', ...data])).out).not.toContain('Is it?');
  });

  it('an answer that was cut does not fit its schema, which is a failure', async () => {
    const schema = join(folder.path, 'long.json');
    writeFileSync(schema, '{"type": "string", "minLength": 500}');
    const args = ['run', tinyModel(), 'Is it?', '--schema', schema, '--longest', '8', ...data];
    const { code, errors } = await hearth(args);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringMatching(/was cut: .*\n.*does not fit the schema/),
    });
  });

  it('Ctrl+C stops an answer', async () => {
    const stop = new AbortController();
    const schema = join(folder.path, 'longer.json');
    writeFileSync(schema, '{"type": "string", "minLength": 2000}');
    const { code, out } = await hearth(['run', tinyModel(), 'Go on.', '--schema', schema, ...data], {
      stop: stop.signal,
      onOut: () => stop.abort(),
    });
    expect(code).toBe(130);
    expect(out.length).toBeLessThan(2000);
    // The core has stopped it too.
    const isRunning = async (): Promise<boolean> =>
      (JSON.parse((await hearth(['ps', '--json', ...data])).out) as { requests: { running: number } })
        .requests.running > 0;
    await expect.poll(isRunning).toBe(false);
  });

  it.each([
    [['run', guide], 2, 'There is no prompt: give one as an argument or over stdin.\n'],
    [['run', guide, 'x', '--schema', '/none.json'], 1, '/none.json cannot be read (ENOENT).\n'],
    [['run', guide, 'x', '--schema', program], 2, `${program} is no JSON object.\n`],
    [['run', 'gpt-9', 'x'], 1, expect.stringMatching(/^There is no model “gpt-9”\. .*hearth-guide/)],
  ])('%j is refused', async (args, code, errors) => {
    expect(await hearth([...args, ...data])).toEqual({ code, out: '', errors });
  });

  it('a model whose file is incomplete is listed as such, and who asks for it is told why it cannot be used', async () => {
    const path = join(own, 'models', 'half.gguf');
    mkdirSync(join(own, 'models'), { recursive: true });
    copyFileSync(tinyModel(), path);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    const problem = /half\.gguf is incomplete: .*Download it again\.\n/;
    await expect
      .poll(async () => (await hearth(['ls', ...data])).out)
      .toMatch(/^half +[\d.]+ [kM]B +cannot be used +/m);
    expect((await hearth(['show', 'half', ...data])).out).toMatch(problem);
    for (const name of ['half', 'Half.gguf'])
      expect(await hearth(['run', name, 'x', ...data])).toEqual({
        code: 1,
        out: '',
        errors: expect.stringMatching(problem),
      });
    rmSync(path);
  });

  it('load, stop and bench use it', async () => {
    const estimate = await hearth(['load', guide, '--estimate', '--context', '512', '--json', ...data]);
    expect(JSON.parse(estimate.out)).toMatchObject({ name: guide, contextLength: 512, verdict: 'fits' });
    const plan = ['--prompt', '8', '--depth', '0', '--generate', '4', '--repeats', '1', '--format', 'json'];
    const bench = await hearth(['bench', guide, ...plan, ...data]);
    expect(JSON.parse(bench.out)).toMatchObject([{ rows: [{ test: 'pp' }, { test: 'tg' }] }]);
    expect(await hearth(['stop', '--now', ...data])).toEqual({
      code: 0,
      out: '',
      errors: 'The model is unloaded.\n',
    });
    expect(await hearth(['load', guide, ...data])).toMatchObject({
      code: 0,
      errors: expect.stringContaining('is loaded'),
    });
    expect((await host.end('SIGTERM')).code).toBe(0);
    expect(existsSync(join(own, 'control.json'))).toBe(false);
  });
});

describe('hearth serve', () => {
  afterEach(endAll);
  const own = usedFolder('serve');
  const data = ['--data', own];
  const ready = async (server: Started): Promise<string> => {
    await eventually(() => server.out().includes('\n') || server.child.exitCode !== null, 30_000);
    return /http:\/\/\S+(?=;)/.exec(server.out())?.[0] ?? server.errors();
  };
  const ask = (address: string, key: string, body: object = {}) =>
    fetch(`${address}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify({
        model: guide,
        messages: [{ role: 'user', content: 'Hello' }],
        max_tokens: 4,
        ...body,
      }),
    });

  it('answers who has its key, reads it again on SIGHUP, and lets answers finish on SIGTERM', async () => {
    const server = start(['serve', '--port', '0', ...data]);
    const address = await ready(server);
    const file = join(own, 'api-key');
    expect(server.out()).toBe(`Hearth serves ${address}; its key is in ${file}\n`);
    expect(statSync(file).mode & 0o077).toBe(0);
    const key = readFileSync(file, 'utf8').trim();
    expect((await ask(address, 'wrong-wrong-wrong')).status).toBe(401);
    expect((await ask(address, key)).status).toBe(200);
    expect((await fetch(`${address}/health`)).status).toBe(200);

    // Two on one folder: commands use the first one, a second server is refused.
    expect((await hearth(['ls', '--names', ...data])).out).toBe(`${guide}\n`);
    expect(await hearth(['serve', '--port', '0', ...data])).toMatchObject({
      code: 2,
      out: '',
      errors: expect.stringContaining('Another Hearth is using'),
    });

    const log = join(own, 'logs', 'hearth.log');
    renameSync(log, `${log}.moved`);
    writeFileSync(file, 'another-key-of-mine');
    server.child.kill('SIGHUP');
    await eventually(() => server.errors().includes('opened again'), 30_000);
    expect(existsSync(log)).toBe(true);
    expect((await ask(address, key)).status).toBe(401);

    const slow = await ask(address, 'another-key-of-mine', { max_tokens: 60, stream: true });
    const pieces = slow.body! as unknown as AsyncIterable<Uint8Array>;
    let text = '';
    for await (const piece of pieces) {
      if (text === '') server.child.kill('SIGTERM');
      text += Buffer.from(piece).toString();
    }
    expect(text).toContain('[DONE]');
    expect((await server.ended).code).toBe(0);
  });

  it('takes its key from the environment, and refuses one that is too short', async () => {
    const short = { HEARTH_API_KEY: 'short' };
    const args = ['serve', '--port', '0', '--data', join(folder.path, 'environment')];
    expect(await hearth(args, { env: short })).toEqual({
      code: 2,
      out: '',
      errors:
        'The key in HEARTH_API_KEY must have at least 16 characters, all of them printable ASCII without spaces.\n',
    });
    const env = { HEARTH_API_KEY: 'only-sixteen-is-16' };
    const stop = new AbortController();
    let answered: Promise<void> | null = null;
    const seen: unknown[] = [];
    const { code, out } = await hearth(args, {
      env,
      stop: stop.signal,
      onOut: (text) => {
        const address = /http:\/\/\S+(?=;)/.exec(text)?.[0];
        if (address === undefined) return;
        answered ??= (async () => {
          const headers = { 'x-api-key': env.HEARTH_API_KEY };
          seen.push((await fetch(`${address}/v1/models`, { headers })).status);
          const { port } = new URL(address);
          const other = ['serve', '--port', port, '--data', join(folder.path, 'other')];
          seen.push((await hearth(other, { env })).code);
          stop.abort();
        })();
      },
    });
    await answered;
    expect(code).toBe(0);
    expect(out).toContain('its key is that of HEARTH_API_KEY.');
    // The port of the second one was taken.
    expect(seen).toEqual([200, 1]);
  });
});

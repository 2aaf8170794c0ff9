/**
 * Makes conformance.json.gz: what llama-server's /apply-template answers for each chat of chats.ts with each chat
 * template of llama.cpp, with thinking on, off and as it is by default. After `npm run bench -- peers` has built llama-server:
 *
 *   npm run build
 *   node out/test/templates/make-fixture.js ~/.cache/hearth/llama.cpp-VERSION
 *
 * The guide model that is part of Hearth serves all templates; its BOS and EOS texts are kept in the fixture, and the
 * time at which each template was rendered, since some print the date. Takes about a minute.
 */
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { packageRoot } from '../../main/paths.ts';
import { chats, type OpenAiMessage } from './chats.ts';
import type { Answer, Answers, Fixture } from './fixture.ts';

const llamaCpp = process.argv[2];
if (llamaCpp === undefined) throw new Error('Give the folder with the source and the build of llama.cpp.');
const server = join(llamaCpp, 'build', 'bin', 'llama-server');
const folder = join(llamaCpp, 'source', 'models', 'templates');
const model = join(packageRoot, 'resources', 'starter', 'hearth-guide.gguf');
const port = 18_431;

const ask = async <Reply>(path: string, body?: object): Promise<{ ok: boolean; body: Reply }> => {
  const answer = await fetch(
    `http://127.0.0.1:${port}${path}`,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
  return { ok: answer.ok, body: (await answer.json()) as Reply };
};

const rendered = async (messages: OpenAiMessage[], variables: object): Promise<Answer> => {
  const { ok, body } = await ask<{ prompt: string; error: { message: string } }>('/apply-template', {
    messages,
    chat_template_kwargs: variables,
  });
  return ok ? { prompt: body.prompt } : { error: body.error.message };
};

/** Starts llama-server with a template, and does `work` once it answers. */
const withServer = async <Result>(template: string, work: () => Promise<Result>): Promise<Result> => {
  const options = ['--chat-template-file', template, '--port', String(port), '-c', '256', '--no-warmup'];
  const child = spawn(server, ['-m', model, '--jinja', '--host', '127.0.0.1', ...options], {
    env: { ...process.env, TZ: 'UTC' },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => void child.once('exit', resolve));
  const isReady = (): Promise<boolean> =>
    ask('/health').then(
      ({ ok }) => ok,
      () => false,
    );
  try {
    for (let tries = 0; !(await isReady()); tries++) {
      if (child.exitCode !== null || tries > 600)
        throw new Error(`llama-server does not answer with ${template}`);
      await sleep(50);
    }
    return await work();
  } finally {
    child.kill();
    await ended;
  }
};

const fixture: Fixture = { llamaCpp: '', bos: '', eos: '', templates: {} };
for (const name of readdirSync(folder)
  .filter((one) => one.endsWith('.jinja'))
  .toSorted()) {
  fixture.templates[name] = await withServer(join(folder, name), async () => {
    const { body } = await ask<{ build_info: string; bos_token: string; eos_token: string }>('/props');
    Object.assign(fixture, { llamaCpp: body.build_info, bos: body.bos_token, eos: body.eos_token });
    const answers: Answers = { now: Date.now(), on: {}, off: {}, usual: {} };
    for (const [chat, messages] of Object.entries(chats)) {
      answers.on[chat] = await rendered(messages, { enable_thinking: true });
      answers.off[chat] = await rendered(messages, { enable_thinking: false });
      answers.usual[chat] = await rendered(messages, {});
    }
    return answers;
  });
  console.log(name);
}
writeFileSync(
  join(packageRoot, 'test', 'templates', 'conformance.json.gz'),
  gzipSync(JSON.stringify(fixture), { level: 9 }),
);

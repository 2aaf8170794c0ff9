/** Another program asks the real starter model over the real engine process: nothing of its prompt is processed twice. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { spawnEngine } from '../../main/host/spawn-engine.ts';
import { openLog } from '../../main/system/log.ts';
import { starterModel } from '../../main/system/paths.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { modelReady } from '../fixtures/core/window.ts';

const key = 'the-key-of-this-test';

let folder: ReturnType<typeof temporaryFolder>;
let core: TestCore;
let address: string;

const start = async (): Promise<void> => {
  core = startTestCore({}, folder.path, {
    starterModel,
    spawnEngine: () => spawnEngine(openLog(folder.path)),
    api: { port: 0, key },
  });
  await modelReady(core.window);
  address = (await core.core.api.listen()).addresses[0]!;
};

beforeEach(async () => {
  folder = temporaryFolder();
  leaveModel(folder.path);
  await start();
});
afterEach(async () => {
  await core.close();
  folder.remove();
});

interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}
interface Told {
  text: string;
  hearth: { read_from: string; why_not_more: string | null };
  prompt: number;
  cached: number;
  fresh: number;
  prefillMs: number;
}

/** Sends a streamed chat completion as OpenAI's client does. */
const complete = async (messages: Message[], signal?: AbortSignal): Promise<Told> => {
  const response = await fetch(`${address}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'hearth-guide',
      messages,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 12,
      temperature: 0,
    }),
    ...(signal === undefined ? {} : { signal }),
  });
  const body = await response.text();
  expect(response.status, body).toBe(200);
  const events = body
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)) as Record<string, never>);
  const last = events.at(-1)! as unknown as {
    usage: { prompt_tokens: number; prompt_tokens_details: { cached_tokens: number } };
    hearth: Told['hearth'];
    timings: { prompt_ms: number };
  };
  const { prompt_tokens: prompt, prompt_tokens_details: details } = last.usage;
  return {
    text: events
      .map(
        (event) =>
          (event as unknown as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ??
          '',
      )
      .join(''),
    hearth: last.hearth,
    prompt,
    cached: details.cached_tokens,
    fresh: prompt - details.cached_tokens,
    prefillMs: last.timings.prompt_ms,
  };
};

/** Tokens, 15 for each rule, that differ from those of another seed from the start. */
const instructions = (seed: string, rules: number): string =>
  Array.from({ length: rules }, (_, index) => `Rule ${index} of ${seed}: keep answers short and kind.`).join(
    '\n',
  );
const conversation = (seed: string, rules = 80): Message[] => [
  { role: 'system', content: instructions(seed, rules) },
  { role: 'user', content: 'What is prefill?' },
];

it('processes only what is new in the next request, also by turns with another program and after a restart', async () => {
  const one = conversation('the first program');
  const first = await complete(one);
  expect(first.cached).toBeLessThan(20);
  expect(first.hearth.read_from).toBe('cold');
  one.push({ role: 'assistant', content: first.text }, { role: 'user', content: 'And decode?' });
  const second = await complete(one);
  expect(second.hearth).toMatchObject({ read_from: 'hot', why_not_more: null });
  expect(second.fresh).toBeLessThan(40);

  const other = conversation('another program');
  const between = await complete(other);
  expect(between.cached).toBeLessThan(20);
  one.push({ role: 'assistant', content: second.text }, { role: 'user', content: 'Why?' });
  const third = await complete(one);
  // A state that is processed again within this time is not worth a file, see leastSavingMs in main/engine/cache/cache.ts.
  const isWorthKeeping = first.prefillMs > 200;
  expect(third.fresh).toBeLessThan(isWorthKeeping ? 40 : Infinity);

  await core.close();
  await start();
  one.push({ role: 'assistant', content: third.text }, { role: 'user', content: 'Go on.' });
  const warm = await complete(one);
  expect(isWorthKeeping ? warm.hearth.read_from : 'warm').toBe('warm');
  // What is saved in the time that the end of Hearth may take can lack the last turn.
  expect(warm.fresh).toBeLessThan(isWorthKeeping ? 100 : Infinity);
});

it('finishes the reading of a program that leaves, so that its retry has nothing to process', async () => {
  const one = conversation('the impatient program');
  const leaving = new AbortController();
  const left = complete(one, leaving.signal).catch(() => null);
  await core.window.next('apiRequest.changed', ({ request }) => request.model !== null);
  // The event may come before the client knows that it has left.
  const ended = core.window.next('apiRequest.changed', (event) => event.request.ms !== null);
  leaving.abort();
  await left;
  const { request } = await ended;
  expect(request.wasLeft).toBe(true);
  expect(request.figures!.answerTokens).toBeLessThan(12);
  const retried = await complete(one);
  expect(retried.fresh).toBeLessThan(40);
});

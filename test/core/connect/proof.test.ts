/** The proof sends two requests in the shape of each program, over HTTP, and reads their figures from the list. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { connectTargets, type ApiRequestEntry } from '../../../main/shared/contract/api.ts';
import { prove } from '../../../main/core/connect/proof.ts';
import { useHome } from '../../fixtures/connect/home.ts';

const home = useHome();

interface Got {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

let end: (() => Promise<void>) | null = null;
afterEach(async () => {
  await end?.();
  end = null;
});

/** A server that answers as `answer` says, and lists its requests. */
const serve = async (answer: (response: ServerResponse, got: Got) => void, lists = true) => {
  const got: Got[] = [];
  const requests: ApiRequestEntry[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const one = {
      path: request.url!,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(pieces).toString()) as Got['body'],
    };
    got.push(one);
    if (lists)
      requests.unshift({
        id: String(got.length),
        client: String(request.headers['user-agent']),
        figures: {
          promptTokens: 500 + got.length,
          cachedTokens: got.length === 1 ? 0 : 480,
          newTokens: got.length === 1 ? 501 : 22,
          answerTokens: 4,
          prefillMs: 100 / got.length,
          decodeMs: 5,
          queuedMs: 0,
          firstTokenMs: 101,
          readFrom: got.length === 1 ? 'cold' : 'hot',
          restoredMs: 0,
          whyNotMore: null,
        },
      } as ApiRequestEntry);
    answer(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  end = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    got,
    requests: () => requests,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
};

const events = (...data: unknown[]): string => data.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('');

/** “It is one.” in the dialect of the path. */
const answered = (response: ServerResponse, { path, body }: Got): void => {
  if (path.startsWith('/v1/messages'))
    response.end(
      events(
        { type: 'content_block_delta', delta: { type: 'text_delta', text: 'It is ' } },
        { type: 'content_block_delta', delta: { type: 'text_delta', text: 'one.' } },
      ),
    );
  else if (path === '/v1/responses')
    response.end(events({ type: 'response.output_text.delta', delta: 'It is one.' }));
  else if (body['stream'] === true)
    response.end(
      `: alive\n\n${events({ choices: [{ delta: { content: 'It is ' } }] }, { choices: [{ delta: { content: 'one.' } }] }, { choices: [] })}data: [DONE]\n\n`,
    );
  else response.end(JSON.stringify({ choices: [{ message: { content: 'It is one.' } }] }));
};

it.each(connectTargets)('sends what %s sends, and the second request extends the first', async (target) => {
  const { got, requests, address } = await serve(answered);
  const proof = await home.open({ at: address, requests }).proveConnection({ target, model: 'm', key: 'k' });
  expect(proof.first).toMatchObject({ cachedTokens: 0, newTokens: 501, prefillMs: 100, readFrom: 'cold' });
  expect(proof.second).toMatchObject({ cachedTokens: 480, newTokens: 22, prefillMs: 50, readFrom: 'hot' });
  expect(got).toHaveLength(2);
  for (const { headers } of got) expect(headers.authorization).toBe('Bearer k');
  const [first, second] = got.map(({ body }) => body);
  const list = target === 'codex' ? 'input' : 'messages';
  const [before, after] = [first![list] as unknown[], second![list] as unknown[]];
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after).toHaveLength(before.length + 2);
  expect(JSON.stringify(after.at(-2))).toContain('It is one.');
  expect(second!['tools']).toEqual(first!['tools']);
});

it('sends the head of Claude Code, which is another one each time', async () => {
  const { got, requests, address } = await serve(answered);
  await prove('claude-code', 'm', 'k', { address, requests });
  expect(got.map(({ path }) => path)).toEqual(['/v1/messages?beta=true', '/v1/messages?beta=true']);
  const heads = got.map(({ body }) => (body['system'] as { text: string }[])[0]!.text);
  expect(heads[0]).toMatch(/^x-anthropic-billing-header: cc_version=.*; cc_entrypoint=cli; cch=\w{5};$/);
  expect(heads[1]).not.toBe(heads[0]);
});

const refused = (code: string) => expect.objectContaining({ told: expect.objectContaining({ code }) });

it('refuses while the server is off', async () => {
  const connect = home.open({ isOn: false });
  await expect(connect.proveConnection({ target: 'curl', model: 'm', key: 'k' })).rejects.toEqual(
    refused('api.off'),
  );
});

it('says that the key was refused', async () => {
  const server = await serve((response) => response.writeHead(401).end('{}'));
  await expect(prove('codex', 'm', 'k', server)).rejects.toEqual(refused('api.proof-key-refused'));
});

it('says why the server refused the request, in a bounded sentence', async () => {
  const server = await serve((response) =>
    response.writeHead(400).end(JSON.stringify({ error: { message: `No model m. ${'x'.repeat(2_000)}` } })),
  );
  await expect(prove('zed', 'm', 'k', server)).rejects.toThrow(/status 400.*: No model m\. x{100,300}$/);
});

it('ends after its time, on a cut connection, and on an endless answer', async () => {
  const silent = await serve(() => undefined);
  await expect(prove('zed', 'm', 'k', { ...silent, timeoutMs: 50 })).rejects.toEqual(
    refused('api.proof-timed-out'),
  );
  await end!();
  const cut = await serve((response) => response.destroy());
  await expect(prove('zed', 'm', 'k', cut)).rejects.toEqual(refused('api.proof-unanswered'));
  await end!();
  const endless = await serve((response) => {
    response.write(Buffer.alloc(2 * 1024 ** 2, 'x'));
  });
  await expect(prove('zed', 'm', 'k', endless)).rejects.toEqual(refused('api.proof-unanswered'));
});

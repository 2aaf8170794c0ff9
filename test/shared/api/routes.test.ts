import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { faultWriterOf, findRoute, routes } from '../../../main/shared/api/table/routes.ts';
import { ApiFault } from '../../../main/shared/api/fault.ts';
import { apiDocument, writtenApiDocument } from '../../house/api.mjs';
import { faultOf } from './play.ts';

it('docs/api.md says what the routes take', async () => {
  expect(writtenApiDocument(), 'run node test/house/api.mjs').toBe(await apiDocument(routes));
});

it('every route is found by its own path', () => {
  for (const { method, path } of routes) {
    const found = findRoute(method, path.replaceAll(/[:*](\w+)/g, 'some-$1'));
    expect(found.route, `${method} ${path}`).toMatchObject({ method, path });
  }
});

it('a WebSocket is refused in the way after which Codex uses POST', async () => {
  const upgrade = { headers: { upgrade: 'websocket' } };
  expect((await faultOf('GET', '/v1/responses', undefined, upgrade)).kind).toBe('no-websocket');
  expect((await faultOf('GET', '/v1/responses')).kind).toBe('method');
});

describe('a path', () => {
  it('may name a model with slashes, encoded or not', () => {
    for (const path of ['/v1/models/org/name', '/v1/models/org%2Fname'])
      expect(findRoute('GET', path)).toMatchObject({ params: { model: 'org/name' } });
  });

  it('may end in a slash', () => {
    expect(findRoute('GET', '/v1/models/')).toMatchObject({ route: { path: '/v1/models' } });
  });

  it('of another method names the methods that it has', () => {
    expect(findRoute('GET', '/v1/chat/completions')).toMatchObject({
      route: null,
      allowed: ['POST'],
      fault: { kind: 'method' },
    });
    expect(findRoute('POST', '/v1/responses/resp_1')).toMatchObject({ allowed: ['GET', 'DELETE'] });
    expect(findRoute('HEAD', '/v1/models')).toMatchObject({ route: { method: 'GET' } });
  });

  it('that is unknown or damaged has no route', () => {
    for (const path of ['/v2/none', '/v1/models/%', '/%E0%A4%A', `/${'a/'.repeat(5000)}`])
      expect(findRoute('GET', path)).toMatchObject({ route: null, allowed: [], fault: { kind: 'no-route' } });
  });

  it('decides with the headers who writes its fault', () => {
    const fault = new ApiFault('no-route', 'None.');
    expect(faultWriterOf('/v1/messages/x', {})(fault).body).toMatchObject({ type: 'error' });
    expect(faultWriterOf('/v1/models', { 'anthropic-version': '2023-06-01' })(fault).body).toMatchObject({
      type: 'error',
    });
    expect(faultWriterOf('/v1/models', {})(fault).body).toMatchObject({ error: { code: 'unknown_url' } });
  });
});

/** What no field takes: each wrong in its own way. */
const wrong: readonly unknown[] = [
  Symbol.iterator.toString(),
  -7.5,
  1e300,
  true,
  [[{}]],
  { a: { b: [] } },
  '',
];

/** Paths whose fields are checked below, with what they need. */
const complete: readonly [path: string, body: Record<string, unknown>][] = [
  ['/v1/chat/completions', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['/v1/completions', { prompt: 'Hi' }],
  ['/v1/embeddings', { input: 'Hi' }],
  ['/v1/responses', { input: 'Hi' }],
  ['/v1/messages', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['/v1/messages/count_tokens', { messages: [{ role: 'user', content: 'Hi' }] }],
];

describe.each(complete)('%s', (path, body) => {
  const schema = routes.find((route) => route.path === path)?.body;
  const shape = (schema as z.ZodObject).shape as Record<string, z.ZodType>;

  it('describes every field', () => {
    for (const [name, field] of Object.entries(shape)) expect(field.meta()?.description, name).toMatch(/\S/);
  });

  it('takes no field of a wrong type, and names it', async () => {
    for (const [name, field] of Object.entries(shape)) {
      const bad = wrong.filter((value) => !field.safeParse(value).success);
      // Fields without effect may take anything.
      expect(bad.length > 0 || field.meta()?.['effect'] === 'none', name).toBe(true);
      for (const value of bad) {
        const fault = await faultOf('POST', path, { ...body, [name]: value });
        expect(['bad-request', 'unsupported'], name).toContain(fault.kind);
        expect(fault.field, name).toMatch(new RegExp(`^${name}\\b`));
        expect(fault.message).toContain(name);
      }
    }
  });

  it('takes null for every field that may be absent', async () => {
    const nulls = Object.fromEntries(
      Object.entries(shape)
        .filter(([name, field]) => !(name in body) && field.safeParse(null).success)
        .map(([name]) => [name, null]),
    );
    expect(Object.keys(nulls).length).toBeGreaterThan(3);
    await expect(faultOf('POST', path, { ...body, ...nulls })).rejects.toThrow('is taken');
  });

  it('refuses a field that it does not know, unless its name says that it is an extension', async () => {
    expect(await faultOf('POST', path, { ...body, temprature: 1 })).toMatchObject({
      kind: 'unsupported',
      field: 'temprature',
    });
    await expect(faultOf('POST', path, { ...body, x_mine: 1 })).rejects.toThrow('is taken');
  });

  it('refuses what is no object', async () => {
    for (const value of [undefined, null, [], 'text', 5])
      expect((await faultOf('POST', path, value)).kind).toBe('bad-request');
  });
});

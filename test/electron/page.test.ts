/** The page's own scheme serves the built page under its policy, and nothing outside it. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { framePolicy } from '../../main/shell/content-security-policy.ts';
import { bootForAllTests } from '../fixtures/electron/apps.ts';

describe('the scheme', () => {
  const shared = bootForAllTests();
  // What the build does not put there by itself, within reach of a careless path.
  const out = fileURLToPath(new URL('../../out', import.meta.url));
  const beside = join(out, 'renderer-beside');
  const unknown = join(out, 'renderer', 'unknown.type');
  beforeAll(() => {
    mkdirSync(beside, { recursive: true });
    writeFileSync(join(beside, 'x.js'), '1');
    writeFileSync(unknown, '1');
  });
  afterAll(() => {
    rmSync(beside, { recursive: true });
    rmSync(unknown);
  });
  it('serves the built page with its policy', async () => {
    const { electron } = shared();
    const page = await electron.session.fetch('hearth://app/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('x-dns-prefetch-control')).toBe('off');
    const html = await page.text();
    const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((found) => found[1]!);
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) {
      const file = await electron.session.fetch(`hearth://app/${path}`);
      expect(file.status).toBe(200);
      expect(file.headers.get('content-type')).toMatch(/javascript|css|svg/);
      expect((await file.arrayBuffer()).byteLength).toBe(Number(file.headers.get('content-length')));
    }
  });

  it('gives the pages in frames a policy without a network and an origin of their own', async () => {
    const { electron } = shared();
    for (const file of ['preview.html', 'diagram.html']) {
      const policy = (await electron.session.fetch(`hearth://app/frames/${file}`)).headers.get(
        'content-security-policy',
      );
      expect(policy).toBe(framePolicy);
    }
    expect(framePolicy).toMatch(/^default-src 'none';[^]*; sandbox allow-scripts$/);
    expect(framePolicy).not.toMatch(/connect-src|frame-src|script-src[^;]*unsafe/);
  });

  it('has something outside to refuse', () => {
    expect(existsSync(join(out, 'main', 'core', 'core.js'))).toBe(true);
  });

  it.each([
    ['a file outside', 'hearth://app/%2e%2e%2fmain%2fcore.js', 404],
    ['a file outside, doubly encoded', 'hearth://app/%252e%252e%252fmain%252fcore.js', 404],
    ['a file outside by backslashes', 'hearth://app/..%5cmain%5ccore.js', 404],
    ['a folder beside with the same beginning', 'hearth://app/..%2frenderer-beside%2fx.js', 404],
    ['a broken encoding', 'hearth://app/%zz', 404],
    ['a null byte', 'hearth://app/index.html%00.js', 404],
    ['an unknown file', 'hearth://app/nothing.js', 404],
    ['a folder', 'hearth://app/assets', 404],
    ['a type that it does not serve', 'hearth://app/unknown.type', 404],
    ['what Windows reads as a device', 'hearth://app/con.js', 404],
    ['a device with other letters and a folder', 'hearth://app/assets/LPT1.min.js', 404],
    ['a second stream of a file', 'hearth://app/index.html%3Astream.js', 404],
    ['another host', 'hearth://other/index.html', 404],
  ])('refuses %s', async (_name, url, status) => {
    const { electron } = shared();
    const answer = await electron.session.fetch(url);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('text/plain');
  });

  it('takes no other method', async () => {
    const { electron } = shared();
    expect((await electron.session.fetch('hearth://app/', { method: 'POST', body: 'x' })).status).toBe(405);
    const head = await electron.session.fetch('hearth://app/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

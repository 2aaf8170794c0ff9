/** Code, diagrams, previews, tables and images in answers, in a real Chromium. */
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf } from '../../../renderer/message/markdown/csv.ts';
import { fileNameFor } from '../../../renderer/message/markdown/file-name.ts';
import { parse } from '../../../renderer/message/markdown/parse.ts';
import { useStates } from '../../fixtures/renderer/page.ts';

const fence = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\``;

describe('the name of a file for code', () => {
  it.each([
    ['print(1)', 'python', 'code.py'],
    ['print(1)', 'Python', 'code.py'],
    ['a', 'constructor', 'code.txt'],
    ['a', null, 'code.txt'],
    ['// src/deep/app.ts\nlet a;', 'ts', 'app.ts'],
    ['# file: tool.py\nx', 'python', 'tool.py'],
    ['<!-- index.html -->\n<p>', 'html', 'index.html'],
    ['# just a comment\nx', 'python', 'code.py'],
    ['// ../../../.bashrc\nx', 'js', 'code.js'],
    ['// e.g.\nx', 'js', 'code.js'],
  ])('of %j in %s is %s', (code, language, name) => {
    expect(fileNameFor(code, language)).toBe(name);
  });
});

describe('a table as comma-separated values', () => {
  const csv = (markdown: string): string => {
    const [table] = parse(markdown);
    if (table?.type !== 'table') throw new Error('no table');
    return csvOf([table.head, ...table.rows]);
  };

  it('has its text without marks, quoted where needed', () => {
    expect(csv('| **A** | `b` |\n|-|-|\n| 1,5 "x" | $t$ [l](http://a) |\n| a<br>b | |')).toBe(
      'A,b\r\n"1,5 ""x""",t l\r\n"a\nb",\r\n',
    );
  });

  it('computes nothing in a spreadsheet, and leaves numbers as they are', () => {
    expect(csv('| =1+1 | -5 |\n|-|-|\n| +A1 | +3.5 % |\n| @x | -cmd |')).toBe(
      "'=1+1,-5\r\n'+A1,+3.5 %\r\n'@x,'-cmd\r\n",
    );
  });
});

describe('in the window', () => {
  const open = useStates();
  /** A server to which nothing may connect. */
  const elsewhere = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  let connections = 0;
  let address = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  afterAll(() => elsewhere.close());

  /** Opens a chat whose answer is `text`. */
  const withAnswer = (text: string, more: Parameters<typeof open>[1] = {}): Promise<Page> =>
    open('answered', { ...more, given: { text, isAlone: true } });
  const watchFrames = (requests: string[]) => async (page: Page) => {
    page.on('request', (request) => {
      if (request.url().includes('/frames/')) requests.push(new URL(request.url()).pathname);
    });
    // What a script in a frame could still do.
    await page.addInitScript(() => {
      const seen = Object.assign(window, { ran: 0 });
      addEventListener('message', ({ data }) => (seen.ran += data === 'ran' ? 1 : 0));
    });
  };
  /** What the browser says of requests and scripts that the policies stopped; `connections` says whether one got out. */
  const blocked = /Content Security Policy|^answered: Blocked|^answered asked for http:\/\/127\.0\.0\.1/;
  const ran = (page: Page) => page.evaluate(() => (window as unknown as { ran: number }).ran);
  const images = (page: Page) => page.locator('.diagram img');
  const notes = (page: Page) => page.locator('.code-note');

  it('nothing for diagrams is loaded before the first one is whole, streaming or ended', async () => {
    const requests: string[] = [];
    const unclosed = `Look:\n\n\`\`\`mermaid\nflowchart LR\n${'  a --> b\n'.repeat(20)}`;
    const streaming = await open('writing', {
      given: { answer: unclosed, piece: 40, tokenMs: 5 },
      before: watchFrames(requests),
    });
    await expect
      .poll(() => streaming.locator('pre').last().textContent(), { timeout: 10_000 })
      .toContain('  a --> b\n'.repeat(18));
    await streaming.close();
    const ended = await withAnswer(unclosed, { before: watchFrames(requests) });
    await expect.poll(() => ended.locator('pre').textContent()).toContain('a --> b');
    await ended.waitForTimeout(200);
    expect(requests).toEqual([]);
  });

  it('a diagram is drawn in the colours of the theme; its source is one press away', async () => {
    const requests: string[] = [];
    const page = await open('rich', { before: watchFrames(requests) });
    await expect.poll(() => images(page).count(), { timeout: 30_000 }).toBe(2);
    // The script is loaded once, for both.
    expect(requests.filter((path) => path === '/frames/mermaid.js')).toHaveLength(1);
    const image = images(page).first();
    expect(
      await image.evaluate((one: HTMLImageElement) => one.decode().then(() => one.naturalWidth)),
    ).toBeGreaterThan(100);
    expect(await image.evaluate((one: HTMLImageElement) => decodeURIComponent(one.src))).toContain(
      '>token</tspan>',
    );

    const source = page.getByRole('button', { name: 'Source' }).first();
    await source.focus();
    await page.keyboard.press('Enter');
    const block = page.locator('figure').first();
    expect(await block.locator('pre').textContent()).toContain('flowchart LR');
    await page.keyboard.press('Enter');
    await expect.poll(() => images(page).count()).toBe(2);

    const light = await image.getAttribute('src');
    await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
    await expect
      .poll(async () => (await images(page).count()) === 2 && (await image.getAttribute('src')) !== light, {
        timeout: 30_000,
      })
      .toBe(true);
  });

  it('no diagram runs a script or connects to anything; what is not one is shown as its source', async () => {
    const script = "top.postMessage('ran', '*')";
    const hostile = [
      `flowchart LR\n  a["<img src=x onerror=${script}><script>${script}</script>"] --> b`,
      `flowchart LR\n  a --> b\n  click a href "javascript:${script}"\n  click b href "${address}" _top\n  click a call alert()`,
      `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "@import url(${address}); * { background: url(${address}/b) }", "fontFamily": "x; background: url(${address}/f)"}}%%\nflowchart LR\n  a["<b onclick=x><img src='${address}/i'></b>"] --> b`,
      `flowchart LR\n  a@{ img: "${address}/x.png", label: "x" }`,
      `flowchart LR\n  a@{ icon: "fa:home" }\n  style a fill:url(${address}/s)`,
      'this is no diagram',
    ];
    const page = await withAnswer(hostile.map((one) => fence('mermaid', one)).join('\n\n'), {
      before: watchFrames([]),
      expected: blocked,
    });
    await expect
      .poll(async () => (await images(page).count()) + (await notes(page).count()), { timeout: 50_000 })
      .toBe(hostile.length);
    expect(await images(page).count()).toBeGreaterThan(2);
    expect(await page.locator('figure').last().innerText()).toMatch(
      /this is no diagram[^]*could not be drawn/,
    );
    expect(await ran(page)).toBe(0);
    expect(connections).toBe(0);
  });

  it('a diagram that takes too long is given up without freezing the window, and the next one is drawn', async () => {
    const page = await withAnswer(
      [1, 2].map((one) => fence('mermaid', `flowchart LR\n  a --> b${one}`)).join('\n\n'),
      {
        before: async (tab) => {
          await tab.clock.install();
          // A layout without an end, the first time.
          await tab.route(
            '**/frames/mermaid.js',
            (route) =>
              route.fulfill({
                contentType: 'text/javascript',
                body: 'mermaid = { initialize() {}, render() { for (;;); } };',
              }),
            { times: 1 },
          );
        },
      },
    );
    await page.locator('.diagram-frame').waitFor({ state: 'attached' });
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('hearth.drawing')), { timeout: 30_000 })
      .toContain('b1');
    // The window answers while the frame is in its loop.
    await page.getByRole('textbox', { name: 'Message' }).fill('still here');
    expect(await images(page).count()).toBe(0);
    await page.clock.fastForward(9_000);
    await notes(page).getByText('took too long').waitFor();
    await expect.poll(() => images(page).count(), { timeout: 30_000 }).toBe(1);
    expect(await page.evaluate(() => localStorage.getItem('hearth.drawing'))).toBeNull();
  });

  it('a diagram over which a page ended is not drawn again', async () => {
    const code = 'flowchart LR\n  a --> b';
    const page = await withAnswer(fence('mermaid', code), {
      before: (tab) =>
        tab.addInitScript((text) => {
          // The page of states empties the storage before the window is drawn.
          const clear = localStorage.clear.bind(localStorage);
          Storage.prototype.clear = () => {
            clear();
            localStorage.setItem('hearth.drawing', text);
          };
          localStorage.setItem('hearth.drawing', text);
        }, code),
    });
    await notes(page).getByText('took too long').waitFor();
    expect(await images(page).count()).toBe(0);
  });

  it('HTML and SVG are previewed without scripts, and connect to nothing', async () => {
    const script = "top.postMessage('ran', '*')";
    const hostile = `<!doctype html><html><head>
<link rel="preconnect" href="${address}"><link rel="stylesheet" href="${address}/a.css"><link rel="dns-prefetch" href="${address}">
<meta http-equiv="refresh" content="0; url=${address}/m"><base href="${address}/">
<style>@import url(${address}/i.css); @font-face { font-family: x; src: url(${address}/f) } body { background: url(${address}/b); font-family: x }</style>
<script>${script}</script></head><body onload="${script}">
<h1>Seen</h1><img src="${address}/i.png" srcset="${address}/s.png 2x" onerror="${script}"><video src="${address}/v" autoplay></video>
<iframe src="${address}/p"></iframe><iframe srcdoc="<script>${script}</script>"></iframe><object data="${address}/o"></object><embed src="${address}/e">
<form action="${address}"><button autofocus>Go</button></form><a href="${address}/l" ping="${address}/ping">leave</a>
<svg><image href="${address}/svg.png"/><use href="${address}/u#x"/><script>${script}</script></svg>
<picture><source srcset="${address}/q"><img></picture><input type="image" src="${address}/in"></body></html>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="${script}"><script>${script}</script><image href="${address}/a"/><text y="5">Drawn</text></svg>`;
    const page = await withAnswer([fence('html', hostile), fence('svg', svg)].join('\n\n'), {
      before: watchFrames([]),
      expected: blocked,
    });
    await page.getByRole('article').nth(1).waitFor();
    // Only on request.
    expect(await page.locator('.preview').count()).toBe(0);
    for (const [index, seen] of [
      [0, 'Seen'],
      [0, 'Drawn'],
    ] as const)
      await page
        .getByRole('button', { name: 'Preview' })
        .nth(index)
        .click()
        .then(() =>
          page.frameLocator('.preview iframe').last().frameLocator('iframe').getByText(seen).waitFor(),
        );
    const inner = page.frameLocator('.preview iframe').first().frameLocator('iframe');
    await inner.getByText('leave').click();
    await inner.getByText('Go').click();
    await page.waitForTimeout(300);
    expect(await inner.getByText('Seen').isVisible()).toBe(true);
    expect(await ran(page)).toBe(0);
    expect(connections).toBe(0);
    await page.getByRole('button', { name: 'Source' }).first().click();
    expect(await page.locator('.preview').count()).toBe(1);
  });

  it('code is saved under its name, and wrapped in all blocks if one is', async () => {
    const page = await open('rich');
    const python = page.getByRole('figure', { name: 'Code, python' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      python.getByRole('button', { name: 'Save as a file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('floor.py');
    expect(await readFile(await download.path(), 'utf8')).toMatch(/^# src\/floor\.py\ndef [^]*bandwidth\n$/);

    const wrap = python.getByRole('button', { name: 'Wrap long lines' });
    const isWide = () => python.locator('pre').evaluate((one) => one.scrollWidth > one.clientWidth);
    expect([await wrap.getAttribute('aria-pressed'), await isWide()]).toEqual(['false', true]);
    await wrap.click();
    await expect.poll(() => wrap.getAttribute('aria-pressed')).toBe('true');
    expect(await isWide()).toBe(false);
    // It is a setting.
    await page.getByRole('button', { name: 'Settings' }).click();
    expect(await page.getByRole('switch', { name: 'Wrap lines of code' }).isChecked()).toBe(true);
  });

  it('a table is copied as CSV and scrolls within itself; an image is not loaded and says so', async () => {
    const page = await open('rich', { width: 420 });
    await page.evaluate(() =>
      Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: (text: string) => Promise.resolve(Object.assign(window, { copied: text })) },
      }),
    );
    await page.getByRole('button', { name: 'Copy as CSV' }).click();
    expect(await page.evaluate(() => (window as unknown as { copied: string }).copied)).toMatch(
      /^Model,Quantization,[^]*,"yes, ""well"""\r\n$/,
    );
    const [table, whole] = await Promise.all([
      page.locator('.table').evaluate((one) => one.scrollWidth > one.clientWidth),
      page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
    ]);
    expect([table, whole]).toEqual([true, false]);
    const image = page.getByRole('link', {
      name: 'Image not loaded: The roofline (example.com/roofline.png)',
    });
    expect(await image.getAttribute('href')).toBe('https://example.com/roofline.png');
    expect(await page.locator('.markdown img:not(.diagram > img)').count()).toBe(0);
  });
});

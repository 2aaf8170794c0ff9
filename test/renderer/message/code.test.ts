/** Code, diagrams, previews, tables and images in answers, in a real Chromium. */
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf } from '../../../renderer/message/markdown/csv.ts';
import { fileNameFor } from '../../../renderer/message/markdown/file-name.ts';
import { parse } from '../../../renderer/message/markdown/parse.ts';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { findWords } from '../../../renderer/words/search.ts';
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
  /** Notes the files of frames that the page asks for. */
  const watchFrames = (page: Page): string[] => {
    const requests: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/frames/')) requests.push(pathname);
    });
    return requests;
  };
  const images = (page: Page) => page.locator('.diagram img');
  const notes = (page: Page) => page.locator('.code-note');

  it('nothing for diagrams is loaded while one streams, or if it never ends', async () => {
    let requests: string[] = [];
    const page = await open('streaming', {
      given: {
        answer: `Look:\n\n\`\`\`mermaid\nflowchart LR\n${'  a --> b\n'.repeat(20)}`,
        piece: 40,
        tokenMs: 5,
        prefill: { cached: 0, total: 1, step: 1, stepMs: 1 },
      },
      before: (tab) => Promise.resolve((requests = watchFrames(tab))),
    });
    await expect
      .poll(() => page.locator('pre').last().textContent(), { timeout: 60_000 })
      .toContain('  a --> b\n'.repeat(19));
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('iframe').count()).toBe(0);
    expect(requests).toEqual([]);
  });

  it('diagrams, code, tables and images have their tools, and the search finds what is drawn', async () => {
    let requests: string[] = [];
    const page = await open('rich', {
      before: (tab) => Promise.resolve((requests = watchFrames(tab))),
    });
    await expect.poll(() => images(page).count(), { timeout: 60_000 }).toBe(2);
    // The script is loaded once, for both.
    expect(requests.filter((path) => path === '/frames/mermaid.js')).toHaveLength(1);
    const image = images(page).first();
    expect(
      await image.evaluate((one: HTMLImageElement) => one.decode().then(() => one.naturalWidth)),
    ).toBeGreaterThan(100);
    const light = await image.getAttribute('src');
    expect(decodeURIComponent(light!)).toContain('>token</tspan>');
    expect(await accessibilityProblems(page)).toEqual([]);

    // Its source is one press away.
    const block = page.locator('figure').first();
    await block.getByRole('button', { name: 'Source' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => block.locator('pre').innerText()).toContain('flowchart LR');
    await page.keyboard.press('Enter');
    await expect.poll(() => images(page).count()).toBe(2);

    // A word of its source: the search shows the source.
    await page.keyboard.press('Control+f');
    await page.locator('.find-bar input:focus').waitFor();
    await page.keyboard.type('Note over E');
    await expect.poll(() => page.locator('.find-count').innerText()).toBe('1 of 1');
    await expect.poll(() => images(page).count()).toBe(1);
    await expect
      .poll(() => page.locator('figure').nth(1).locator('pre').innerText())
      .toContain('Note over E');
    // The words in place of an image are found where they are drawn.
    await page
      .getByRole('textbox', { name: findWords.field })
      .fill('image not loaded: the roofline (example');
    await expect.poll(() => page.locator('.find-count').innerText()).toBe('1 of 1');
    await expect.poll(() => page.evaluate(() => CSS.highlights.get('found')?.size)).toBe(1);
    await page.keyboard.press('Escape');

    await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
    await expect
      .poll(async () => (await images(page).count()) === 1 && (await image.getAttribute('src')) !== light, {
        timeout: 60_000,
      })
      .toBe(true);

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

    await page.evaluate(() =>
      Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: (text: string) => Promise.resolve(Object.assign(window, { copied: text })) },
      }),
    );
    await page.getByRole('button', { name: 'Copy as CSV' }).click();
    expect(await page.evaluate(() => (window as unknown as { copied: string }).copied)).toMatch(
      /^Model,Quantization,[^]*,"yes, ""well"""\r\n$/,
    );
    const external = page.getByRole('link', {
      name: 'External image not loaded: The roofline (example.com/roofline.png)',
    });
    await expect.poll(() => external.getAttribute('href')).toBe('https://example.com/roofline.png');
    await expect.poll(() => page.locator('.markdown img:not(.diagram > img)').count()).toBe(0);

    // A narrow window: what is wide scrolls by itself.
    await page.setViewportSize({ width: 420, height: 800 });
    await expect
      .poll(() => page.locator('.table').evaluate((one) => one.scrollWidth > one.clientWidth))
      .toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
    // Wrapping is a setting.
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await expect.poll(() => page.getByRole('switch', { name: 'Wrap lines of code' }).isChecked()).toBe(true);
  });

  it('no diagram and no preview runs a script, connects to anything or leaves its frame', async () => {
    const script = "top.postMessage('ran', '*')";
    const endedOver = 'flowchart LR\n  a --> ended';
    const diagrams = [
      `flowchart LR\n  a["<img src=x onerror=${script}><script>${script}</script>"] --> b\n  click a href "javascript:${script}"\n  click b href "${address}" _top\n  click a call alert()`,
      `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "@import url(${address}); * { background: url(${address}/b) }", "fontFamily": "x; background: url(${address}/f)"}}%%\nflowchart LR\n  a["<b onclick=x><img src='${address}/i'></b>"] --> b`,
      `flowchart LR\n  a@{ img: "${address}/x.png", label: "x" }`,
      'this is no diagram',
      endedOver,
    ];
    const html = `<!doctype html><html><head>
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
    const page = await withAnswer(
      [...diagrams.map((one) => fence('mermaid', one)), fence('html', html), fence('svg', svg)].join('\n\n'),
      {
        // What the browser says of requests and scripts that the policies stopped; `connections` says whether one got out.
        expected: /Content Security Policy|: Blocked|: asked for http:\/\/127\.0\.0\.1/,
        before: (tab) =>
          tab.addInitScript((text) => {
            if (window !== top) return;
            // What a script in a frame could still do.
            const seen = Object.assign(window, { ran: 0 });
            addEventListener('message', ({ data }) => (seen.ran += data === 'ran' ? 1 : 0));
            // The page of states empties the storage before the window is drawn.
            Storage.prototype.clear = () => undefined;
            localStorage.setItem('hearth.drawing', text);
          }, endedOver),
      },
    );
    const sandboxes = new Set<string | null>();
    await expect
      .poll(
        async () => {
          for (const one of await page.locator('iframe').all())
            sandboxes.add(await one.getAttribute('sandbox'));
          return (await images(page).count()) + (await notes(page).count());
        },
        { timeout: 60_000 },
      )
      .toBe(diagrams.length);
    expect([...sandboxes]).toEqual(['allow-scripts']);
    await expect.poll(() => images(page).count()).toBe(2);
    const failed = page.locator('figure', { hasText: 'this is no diagram' });
    await expect.poll(() => failed.innerText()).toMatch(/this is no diagram[^]*could not be drawn/);
    await expect.poll(() => failed.getByRole('button', { name: /Source|Diagram/ }).count()).toBe(0);
    // A page ended while it drew this one.
    await expect
      .poll(() => page.locator('figure', { hasText: '--> ended' }).innerText())
      .toContain('took too long');

    // Only on request.
    await expect.poll(() => page.locator('.preview').count()).toBe(0);
    for (const seen of ['Seen', 'Drawn']) {
      await page.getByRole('button', { name: 'Preview' }).first().click();
      await page.frameLocator('.preview iframe').last().frameLocator('iframe').getByText(seen).waitFor();
    }
    const inner = page.frameLocator('.preview iframe').first().frameLocator('iframe');
    await inner.getByText('leave').click();
    await inner.getByText('Go').click();
    await page.waitForTimeout(300);
    await expect.poll(() => inner.getByText('Seen').isVisible()).toBe(true);
    expect(await page.evaluate(() => (window as unknown as { ran: number }).ran)).toBe(0);
    expect(connections).toBe(0);
    await page
      .locator('figure', { has: page.locator('.preview') })
      .first()
      .getByRole('button', { name: 'Source' })
      .click();
    await expect.poll(() => page.locator('.preview').count()).toBe(1);
  });

  it('a diagram that takes too long is given up without freezing the window, and the next one is drawn', async () => {
    const page = await withAnswer(
      ['endless', 'quick'].map((one) => fence('mermaid', `flowchart LR\n  a --> ${one}`)).join('\n\n'),
      {
        before: async (tab) => {
          // The timer of the bound ends when the test says so.
          await tab.addInitScript(() => {
            const start = window.setTimeout;
            const bounds = Object.assign(window, { bounds: [] as (() => void)[] }).bounds;
            const held = (run: () => void, ms?: number): number =>
              ms === 8_000 ? start(() => undefined, bounds.push(run)) : start(run, ms);
            window.setTimeout = held as typeof window.setTimeout;
          });
          await tab.route('**/frames/mermaid.js', (route) =>
            route.fulfill({
              contentType: 'text/javascript',
              body: `mermaid = {
                initialize() {},
                async render(id, text) {
                  if (text.includes('endless')) for (;;);
                  return { svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"></svg>' };
                },
              };`,
            }),
          );
        },
      },
    );
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('hearth.drawing')), { timeout: 60_000 })
      .toContain('endless');
    // The window answers while the frame is in its loop.
    await page.getByRole('textbox', { name: 'Message' }).fill('still here');
    await expect.poll(() => images(page).count()).toBe(0);
    await page.evaluate(() => (window as unknown as { bounds: (() => void)[] }).bounds[0]!());
    await notes(page).getByText('took too long').waitFor();
    await expect.poll(() => images(page).count(), { timeout: 60_000 }).toBe(1);
    expect(await page.evaluate(() => localStorage.getItem('hearth.drawing'))).toBeNull();
  });
});

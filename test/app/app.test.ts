/** Tests the whole app in a real Chromium: the first start, the second turn, a reload, an engine crash and hostile text. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../main/core/database/database.ts';
import { Store } from '../../main/core/chats/store.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { accessibilityProblems } from '../fixtures/browser/accessibility.ts';
import { launchChromium } from '../fixtures/browser/chromium.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';
import { modelWithoutTemplate, smallModel } from '../fixtures/models/files.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

let folder: ReturnType<typeof temporaryFolder>;
let host: HostProcess;
let page: Page;
/** Errors of the page, and violations of its content security policy. */
let complaints: string[];
/** Every address that the page requested. */
let requested: string[];

interface Look {
  width?: number;
  colorScheme?: 'dark' | 'light';
}

/** Starts Hearth. `model`: the model of the last run, `null` for the starter model. Without it, Hearth is started for the first time. */
const start = async (model?: string | null): Promise<void> => {
  if (model !== undefined) leaveModel(folder.path, model);
  host = await startHostProcess(['--web', '--no-open', '--data', folder.path]);
};

/** For a `describe`: each test has a Hearth of its own, which it starts with `open`. */
const withOwnHosts = (): void => {
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await page.context().close();
    await host.end('SIGTERM');
    folder.remove();
  });
};
const open = async (model?: string | null): Promise<void> => {
  await start(model);
  await visit();
};

/** For a `describe`: its tests share one Hearth, which was left with `model`. Each has a browser of its own. */
const withOneHost = (model: () => string | null, prepare: () => void = () => undefined): void => {
  beforeAll(async () => {
    folder = temporaryFolder();
    prepare();
    await start(model());
  });
  beforeEach(() => visit());
  afterEach(() => page.context().close());
  afterAll(async () => {
    await host.end('SIGTERM');
    folder.remove();
  });
};

const visit = async ({ width = 1280, colorScheme = 'light' }: Look = {}) => {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  page = await context.newPage();
  complaints = [];
  requested = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(host.url);
};

const box = () => page.getByRole('textbox', { name: 'Message' });
const engine = () => page.getByRole('status', { name: 'Engine' });
const articles = () => page.getByRole('log', { name: 'Conversation' }).getByRole('article');
const latency = () => page.getByRole('group', { name: 'Latency' });
/** In one go: on a busy machine, the text might rest before Enter is pressed, and be processed ahead as a draft. */
const send = (text: string): Promise<void> =>
  box().evaluate(async (field, typed) => {
    field.focus();
    document.execCommand('insertText', false, typed);
    // Until the box has taken it.
    await Promise.resolve();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }, text);
const metric = async (name: string, answer = latency().last()): Promise<number> =>
  Number(await answer.locator(`data[data-metric="${name}"]`).first().getAttribute('value'));

/** The last answer of the newest chat, as it is stored. */
const storedAnswer = async (): Promise<string> => {
  const window = await host.connect();
  const { chats } = await window.call('greet', {});
  const { messages } = await window.call('openChat', { chatId: chats[0]!.id });
  window.port.close();
  return textOf(messages.at(-1)!);
};

/** The text without characters that Markdown may take for markup. */
const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

describe('a first start', () => {
  withOwnHosts();

  it('answers with the starter model, and the second turn processes only new tokens', async () => {
    await open();
    await send('What is prefill?');
    await latency().first().waitFor();
    await expect.poll(() => articles().nth(0).getAttribute('aria-label')).toBe('You');
    await expect.poll(() => articles().nth(1).textContent()).toMatch(/prompt/i);
    for (const name of ['new-tokens', 'prefill-ms', 'first-token-ms', 'decode-tokens', 'decode-ms'])
      expect(await metric(name), name).toBeGreaterThan(0);
    expect(await metric('cached-tokens')).toBe(0);
    const firstPrompt = await metric('new-tokens');
    const firstAnswer = await metric('decode-tokens');

    await send('And what is decode?');
    await latency().nth(1).waitFor();
    expect(await metric('cached-tokens')).toBeGreaterThanOrEqual(firstPrompt + firstAnswer - 2);
    expect(await metric('new-tokens')).toBeLessThan(40);

    const chats = page.getByRole('navigation', { name: 'Chats' });
    await expect.poll(() => chats.textContent()).toContain('What is prefill?');
    await expect.poll(() => engine().textContent()).toMatch(/CPU/);
    expect(complaints).toEqual([]);
    // Nothing is sent to other machines.
    expect(requested.filter((url) => !url.startsWith(new URL(host.url).origin))).toEqual([]);
  });
});

/** Resolves with the length of the shown answer once it is longer than `shown`. */
const moreTextThan = async (shown: number): Promise<number> => {
  let length = 0;
  await expect
    .poll(async () => (length = (await articles().nth(1).innerText()).length))
    .toBeGreaterThan(shown);
  return length;
};

/** Waits until the model has written more than `characters` characters of an answer, besides all that is shown around its text. */
const eventuallyText = async (characters: number, article = 1): Promise<void> => {
  await page.waitForFunction(
    ([count, index]) => {
      const parts =
        document.querySelectorAll('[role="log"] article')[index!]?.querySelectorAll('[data-part]') ?? [];
      return [...parts].reduce((sum, part) => sum + (part.textContent ?? '').length, 0) > count!;
    },
    [characters, article],
    { timeout: 60_000 },
  );
};

describe('a running answer', () => {
  withOneHost(smallModel);

  it('continues through a page reload, without loss or repetition', async () => {
    await send('Write on and on.');
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await eventuallyText(300);
    await page.reload();
    await eventuallyText(600);
    await page.keyboard.press('Escape');
    await latency().waitFor();

    await expect
      .poll(async () => lettersOf(await articles().nth(1).innerText()))
      .toContain(lettersOf(await storedAnswer()));
    expect(complaints).toEqual([]);
  });

  it('is stopped by Escape and by the button, keeps its text, and continues from its last token', async () => {
    await send('Write on and on.');
    await eventuallyText(100);
    await page.getByRole('button', { name: 'Stop' }).click();
    await latency().waitFor();
    await expect.poll(async () => (await articles().nth(1).innerText()).length).toBeGreaterThan(100);
    const before = await storedAnswer();
    const read = await metric('new-tokens');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await eventuallyText(before.length + 100);
    await page.keyboard.press('Escape');
    await latency().waitFor();
    expect((await storedAnswer()).startsWith(before)).toBe(true);
    // Of all that was there, only the last token was not evaluated yet.
    expect(await metric('new-tokens')).toBe(read + 1);

    await articles().nth(1).getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Fork from here' }).click();
    await page.getByRole('heading', { level: 1, name: 'Write on and on. (2)' }).waitFor();
    await send('And more.');
    await eventuallyText(20, 3);
    await page.keyboard.press('Escape');
    await latency().nth(1).getByText('continues from “Write on and on.”').waitFor();
    expect(await metric('new-tokens')).toBeLessThan(40);

    await page.getByRole('button', { name: 'Regenerate' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await eventuallyText(50, 3);
    await page.keyboard.press('Escape');
    await latency().nth(1).waitFor();
    expect(await metric('new-tokens')).toBe(1);
  });

  it('shows the progress of prompt processing', async () => {
    await send('Reading this takes a while, and then some more. '.repeat(150));
    const bar = page.getByRole('progressbar', { name: 'Prompt processing' });
    await bar.waitFor();
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuemax'))).toBeGreaterThan(1000);
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
  });

  it('continues over lost connections, and shows every character once', async () => {
    const sockets: { close: () => Promise<void> }[] = [];
    await page.routeWebSocket(/\/port/, (socket) => {
      socket.connectToServer();
      sockets.push(socket);
    });
    await page.reload();
    await send('Write on and on.');
    let shown = 0;
    for (let cuts = 0; cuts < 3; cuts += 1) {
      shown = await moreTextThan(shown);
      const connections = sockets.length;
      await sockets.at(-1)!.close();
      await expect.poll(() => sockets.length).toBeGreaterThan(connections);
    }
    await moreTextThan(shown);
    await page.keyboard.press('Escape');
    await latency().waitFor();
    expect(sockets.length).toBeGreaterThanOrEqual(4);
    await expect
      .poll(async () => lettersOf(await articles().nth(1).innerText()))
      .toContain(lettersOf(await storedAnswer()));
  });

  it('survives an engine crash, and the next message works', async () => {
    await send('Write on and on.');
    await eventuallyText(100);
    for (const pid of host.engines()) process.kill(pid, 'SIGKILL');
    await articles().nth(1).getByText('stopped unexpectedly').waitFor();
    await engine().getByText('Small 30M').waitFor();
    await send('And now?');
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await eventuallyText(50, 3);
    await page.keyboard.press('Escape');
    // The first answer has figures as well, which say that the engine crashed.
    await latency().nth(1).waitFor();
    await expect.poll(() => articles().count()).toBe(4);
  });
});

/** Leaves a chat with text that tries to be more than text. */
const leaveHostileChat = (): void => {
  const store = new Store(openDatabase(folder.path));
  const chat = store.createChat('Hostile');
  const question = store.addMessage({
    chatId: chat.id,
    parentId: null,
    role: 'user',
    parts: textParts('<img src=x onerror="window.owned=1">'),
    modelName: null,
    ending: 'finished',
  });
  store.addMessage({
    chatId: chat.id,
    parentId: question.id,
    role: 'model',
    parts: textParts(
      [
        '<script>window.owned = 1</script>',
        '<img src="http://127.0.0.1:9/x.png" onerror="window.owned=1">',
        '![picture](http://127.0.0.1:9/tracker.png)',
        '[run](javascript:window.owned=1) [data](data:text/html,hi) [file](file:///etc/passwd) [good](https://example.com)',
        '<iframe src="http://127.0.0.1:9/"></iframe>',
        '$\\href{javascript:window.owned=1}{x}$ $\\includegraphics{http://127.0.0.1:9/y.png}$',
        '```html\n<script>window.owned = 1</script>\n```',
      ].join('\n\n'),
    ),
    modelName: 'Hostile model',
    ending: 'finished',
  });
  store.close();
};

describe('in one Hearth', () => {
  withOneHost(() => null, leaveHostileChat);

  it('a model that cannot be used is refused in one sentence, and the loaded model stays', async () => {
    await engine().getByText(/CPU/).waitFor();
    const before = await engine().textContent();
    await page.keyboard.press('Control+o');
    for (const [path, words] of [
      ['/nothing/here.gguf', 'There is no file at'],
      [modelWithoutTemplate(), 'has no chat template'],
    ] as const) {
      await page.getByRole('textbox', { name: 'Path of a GGUF file' }).fill(path);
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await page.getByText(words).waitFor();
    }
    await expect.poll(() => engine().textContent()).toBe(before);
  });

  it('chats are renamed with the keyboard and deleted with undo, and edited messages keep their versions', async () => {
    await send('What is prefill?');
    await latency().waitFor();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Title' }).waitFor();
    await page.keyboard.type('My chat');
    await page.keyboard.press('Enter');
    const chats = page.getByRole('navigation', { name: 'Chats' });
    await chats.getByText('My chat').waitFor();

    await box().focus();
    await page.keyboard.press('Control+ArrowUp');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('What is a token?');
    await page.keyboard.press('Enter');
    await page.getByText('2 of 2').waitFor();
    await latency().waitFor();

    await chats
      .getByRole('button', { name: /My chat/ })
      .last()
      .click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await chats.getByText('My chat').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await chats.getByText('My chat').waitFor();
    expect(complaints).toEqual([]);
  });

  it('a chat with hostile text shows it as text: nothing runs, nothing is requested', async () => {
    await page.getByRole('navigation', { name: 'Chats' }).getByText('Hostile').click();
    await page.getByRole('article', { name: 'Hostile model' }).waitFor();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => (globalThis as { owned?: number }).owned)).toBeUndefined();
    expect(requested.filter((url) => !url.startsWith(new URL(host.url).origin))).toEqual([]);
    await expect.poll(() => page.locator('article iframe, article script, article img').count()).toBe(0);
    const targets = await page
      .locator('article a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(targets.filter((target) => !/^(https?|mailto):/.test(target ?? ''))).toEqual([]);
    expect(targets).toContain('https://example.com/');
  });

  it('the page has no accessibility problems in either theme, wide or narrow, empty or with an answer', async () => {
    await engine().getByText(/CPU/).waitFor();
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 480],
    ] as const) {
      await page.context().close();
      await visit({ colorScheme, width });
      await engine().getByText(/CPU/).waitFor();
      expect(await accessibilityProblems(page), `${colorScheme} ${width}`).toEqual([]);
      await send('What is prefill?');
      await latency().waitFor();
      expect(await accessibilityProblems(page), `${colorScheme} ${width}`).toEqual([]);
      // Nothing overflows sideways.
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
      ).toBeLessThanOrEqual(0);
    }
  });

  it('the page needs the printed address for each new tab, but not for a reload, and no cookie', async () => {
    await engine().getByText(/CPU/).waitFor();
    expect(page.url()).not.toContain('token');
    await page.reload();
    await engine().getByText(/CPU/).waitFor();

    const context = page.context();
    const second = await context.newPage();
    await second.goto(host.url);
    await second.getByRole('status', { name: 'Engine' }).getByText(/CPU/).waitFor();
    const third = await context.newPage();
    await third.goto(new URL('/', host.url).href);
    await third.getByText('Open the address that Hearth printed').waitFor();
    expect(await context.cookies()).toEqual([]);
    // Each window has its own chat, even after a reload.
    await send('What is prefill?');
    await latency().first().waitFor();
    await second.getByRole('textbox', { name: 'Message' }).fill('What is decode?');
    await second.getByRole('textbox', { name: 'Message' }).press('Enter');
    await second.getByRole('group', { name: 'Latency' }).first().waitFor();
    await page.reload();
    await articles().first().getByText('What is prefill?').waitFor();

    // The key belongs to the tab, so pages that are opened at this port later cannot find it.
    const kept = () =>
      page.evaluate(() => [sessionStorage.length > 0, JSON.stringify(localStorage)] as const);
    const [hasKey, shared] = await kept();
    expect(hasKey).toBe(true);
    expect(shared).not.toMatch(/key|[0-9a-f]{64}/);
  });
});

describe('the page', () => {
  withOwnHosts();

  it('says so when Hearth has ended, and reconnects by itself at the next start', async () => {
    await open(null);
    await engine().getByText(/CPU/).waitFor();
    const restart = async (): Promise<void> => {
      const { port } = new URL(host.url);
      await host.end('SIGTERM');
      await page.getByText(/Connection lost/).waitFor();
      host = await startHostProcess(['--web', '--no-open', '--port', port, '--data', folder.path]);
    };
    await restart();
    await expect.poll(() => page.getByText(/Connection lost/).count()).toBe(0);
    await expect.poll(() => page.getByText(/does not accept/).count()).toBe(0);
    await send('Is it you?');
    await latency().first().waitFor();

    // Without the secret in the data folder, no earlier key is valid.
    rmSync(join(folder.path, 'browser-secret'));
    await restart();
    await page.getByText('Hearth does not accept this tab’s key.').waitFor();
    await expect.poll(() => box().inputValue()).toBe('');
    await page.goto(host.url);
    await engine().getByText(/CPU/).waitFor();
  });

  it('keeps unsent text through a reload, a killed Hearth and another port, and shows it in every window', async () => {
    await open(null);
    await engine().getByText(/CPU/).waitFor();
    await box().pressSequentially('Half a tho');
    await page.reload();
    await expect.poll(() => box().inputValue()).toBe('Half a tho');

    const second = await page.context().newPage();
    await second.goto(host.url);
    const secondBox = second.getByRole('textbox', { name: 'Message' });
    await expect.poll(() => secondBox.inputValue()).toBe('Half a tho');
    await secondBox.press('End');
    await secondBox.pressSequentially('ught');
    await expect.poll(() => box().inputValue()).toBe('Half a thought');
    await second.close();

    host.child.kill('SIGKILL');
    await page.getByText(/Connection lost/).waitFor();
    host = await startHostProcess(['--web', '--no-open', '--data', folder.path]);
    await page.goto(host.url);
    await expect.poll(() => box().inputValue()).toBe('Half a thought');
    await box().press('Enter');
    await latency().first().waitFor();
    await expect.poll(() => box().inputValue()).toBe('');
    await page.reload();
    await articles().first().waitFor();
    await expect.poll(() => box().inputValue()).toBe('');
  });
});

/** What Hearth shows outside its windows. */
import { describe, expect, it } from 'vitest';
import { noticeOf, progressOf, trayLines } from '../../main/native/presence.ts';
import type { DesktopSettings, DesktopState, Happening } from '../../main/shared/desktop/news.ts';

const settings: DesktopSettings = {
  notifyAnswers: true,
  notifyDownloads: true,
  notifyTitles: false,
  trayIcon: false,
  quickWindow: false,
  quickKeys: 'F9',
};
const idle: DesktopState = {
  settings,
  model: { name: 'Qwen3 8B', bytes: 5_000_000_000 },
  loading: null,
  running: [],
  downloads: null,
};
const answered: Happening = { what: 'answered', chatId: 'c', title: 'My secret plan', ms: 31_000 };

describe('a notification', () => {
  it('of a long answer says nothing of the chat, and leads to it', () => {
    const notice = noticeOf(answered, idle, false)!;
    expect(notice).toEqual({
      title: 'The answer is complete',
      body: 'After 31\u2009s. Click to open the chat.',
      chatId: 'c',
    });
  });

  it('has the title of the chat if the user wants it', () => {
    const open = { ...idle, settings: { ...settings, notifyTitles: true } };
    expect(noticeOf(answered, open, false)!.body).toBe('My secret plan');
  });

  it.each<[string, Happening, DesktopState, boolean]>([
    ['while Hearth has the focus', answered, idle, true],
    ['of a short answer', { ...answered, ms: 19_000 }, idle, false],
    [
      'that the user does not want',
      answered,
      { ...idle, settings: { ...settings, notifyAnswers: false } },
      false,
    ],
    [
      'of a download that the user does not want',
      { what: 'downloaded', name: 'a' },
      { ...idle, settings: { ...settings, notifyDownloads: false } },
      false,
    ],
  ])('is not shown %s', (_name, happening, state, isFocused) => {
    expect(noticeOf(happening, state, isFocused)).toBe(null);
  });

  it('of a failed download names the model', () => {
    const notice = noticeOf({ what: 'download-failed', name: 'Qwen3-8B-Q4_K_M' }, idle, false);
    expect(notice).toEqual({ title: 'A download failed', body: 'Qwen3-8B-Q4_K_M', chatId: null });
  });
});

describe('the progress', () => {
  const downloads = { count: 2, doneBytes: 30, bytes: 120 };
  const reading = { title: 'a', prefill: 0.5 };
  it.each<[string, Partial<DesktopState>, number | null]>([
    ['none if nothing runs', {}, null],
    ['none while an answer is generated', { running: [{ title: 'a', prefill: null }] }, null],
    ['that of the prompt first', { running: [reading], loading: 0.2, downloads }, 0.5],
    ['then that of the model', { loading: 0.2, downloads }, 0.2],
    ['then that of all downloads', { downloads }, 0.25],
    ['none for a download of unknown size', { downloads: { ...downloads, bytes: 0 } }, null],
  ])('is %s', (_name, part, share) => {
    expect(progressOf({ ...idle, ...part })).toBe(share);
  });
});

it('the icon says what is in memory and what is being processed', () => {
  const many = Array.from({ length: 5 }, (_, index) => ({ title: `Chat ${index}`, prefill: null }));
  const lines = (part: Partial<DesktopState>) => trayLines({ ...idle, ...part });
  expect(lines({})).toEqual(['In memory: Qwen3 8B (5.0\u2009GB)']);
  expect(lines({ model: null })).toEqual(['No model in memory']);
  expect(lines({ model: null, loading: 0.4 })).toEqual(['A model is being loaded: 40\u2009%']);
  expect(lines({ running: [{ title: 'Rivers', prefill: 0.25 }] })[1]).toBe('Processing: Rivers (25\u2009%)');
  expect(lines({ running: many }).slice(1)).toEqual([
    'Generating: Chat 0',
    'Generating: Chat 1',
    'Generating: Chat 2',
    '2 more answers wait',
  ]);
});

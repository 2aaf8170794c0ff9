/** What a page may not do: leave, open windows, use devices, bring in other pages, download. */
import { describe, expect, it } from 'vitest';
import { bootForAllTests } from '../fixtures/electron/apps.ts';

describe('a page', () => {
  const shared = bootForAllTests();
  it('goes nowhere', async () => {
    const { page } = shared();
    const ours = await page();
    expect(ours.navigate('https://example.com/')).toBe(false);
    expect(ours.navigate('file:///etc/passwd')).toBe(false);
    expect(ours.navigate('hearth://other/')).toBe(false);
    expect(ours.navigateFrame('https://example.com/')).toBe(false);
    expect(ours.navigateFrame('hearth://app/')).toBe(false);
    expect(ours.navigateFrame('hearth://other/frames/preview.html')).toBe(false);
    expect(ours.navigateFrame('hearth://app/frames/../index.html')).toBe(false);
    expect(ours.navigate('about:srcdoc')).toBe(false);
    // What shows diagrams and previews, and the frame within it.
    expect(ours.navigateFrame('hearth://app/frames/preview.html')).toBe(true);
    expect(ours.navigateFrame('about:srcdoc')).toBe(true);
    expect(ours.redirect('https://example.com/')).toBe(false);
    expect(ours.navigate('hearth://app/')).toBe(true);
  });

  it('opens no window; links of the web and mail go to the system', async () => {
    const { electron, page } = shared();
    const ours = await page();
    const links = ['https://example.com/a?b', 'http://example.com/', 'mailto:someone@example.com'];
    const others = [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://example.com/share',
      'ms-msdt:/id',
      'hearth://app/',
      'about:blank',
      'nonsense',
    ];
    for (const url of [...links, ...others]) expect(ours.open(url)).toBe(false);
    expect(electron.seen.opened).toEqual(links);
  });

  it('has no permission but to write to the clipboard, and nobody else has that', async () => {
    const { electron, page } = shared();
    const ours = await page();
    const { webContents } = electron.seen.windows[0]!;
    const { session } = electron;
    const names = ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen'];
    for (const name of names) {
      expect(await session.request(webContents, name, ours.frame.url)).toBe(false);
      expect(session.check(webContents, name, 'hearth://app')).toBe(false);
    }
    expect(session.checkDevice()).toBe(false);
    expect(await session.request(webContents, 'clipboard-sanitized-write', ours.frame.url)).toBe(true);
    expect(session.check(webContents, 'clipboard-sanitized-write', 'hearth://app/')).toBe(true);
    expect(await session.request(webContents, 'clipboard-sanitized-write', 'https://evil.example/')).toBe(
      false,
    );
    expect(session.check(null, 'clipboard-sanitized-write', '')).toBe(false);
  });

  it('attaches no other page and downloads nothing but what the page itself saves', async () => {
    const { electron, page } = shared();
    const ours = await page();
    expect(ours.attachWebview()).toBe(false);
    for (const url of [
      'https://example.com/a.zip',
      'blob:https://example.com/1',
      'hearth://app/index.html',
      'data:,a',
    ])
      expect(electron.session.download(url)).toBe(false);
    expect(electron.session.download('blob:hearth://app/0e8c')).toBe(true);
  });
});

/** What the preload tells the page of files that were dropped on it. */
import { describe, expect, it } from 'vitest';
import { bootForEachTest } from '../fixtures/electron/apps.ts';

const { boot } = bootForEachTest();

describe('the page', () => {
  it('learns the path of a dropped file, and gets nothing else from Electron but a way to talk to the shell', async () => {
    const { page } = await boot();
    const ours = await page();
    expect(Object.keys(ours.exposed)).toEqual(['hearth']);
    const bridge = ours.exposed['hearth'] as Record<string, (file: unknown) => unknown>;
    expect(Object.keys(bridge)).toEqual(['pathOf', 'tell', 'listen']);
    const file = ours.dropFile('small.gguf', '/models/small.gguf');
    expect(bridge['pathOf']!(file)).toBe('/models/small.gguf');
    // What the page made itself lies nowhere, and what is no file is no reason to throw at the page.
    expect(bridge['pathOf']!(new File(['GGUF'], 'made-up.gguf'))).toBe('');
    for (const wrong of [null, undefined, '/etc/passwd', { path: '/etc/passwd' }])
      expect(bridge['pathOf']!(wrong)).toBe('');
  });
});

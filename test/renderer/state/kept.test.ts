/** What a window remembers over a reload. */
import { afterEach, expect, test, vi } from 'vitest';
import { keepShownChat, shownChat } from '../../../renderer/state/kept.ts';

const storage = () => {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test('each window shows its own chat after a reload, and a fresh one that of the last', () => {
  vi.stubGlobal('localStorage', storage());
  vi.stubGlobal('location', { search: '', pathname: '/' });
  const [first, second] = [storage(), storage()];
  const inWindow = (own: ReturnType<typeof storage>): void => void vi.stubGlobal('sessionStorage', own);
  inWindow(first);
  keepShownChat('a');
  inWindow(second);
  expect(shownChat()).toBe('a');
  keepShownChat('b');
  inWindow(first);
  expect(shownChat()).toBe('a');
  // A new chat is one of its own as well.
  keepShownChat(null);
  inWindow(second);
  keepShownChat('b');
  inWindow(first);
  expect(shownChat()).toBeNull();
  inWindow(storage());
  expect(shownChat()).toBe('b');
});

/** Tests values that are stored for a model, in a real database, in the formats of this version and of earlier ones. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../main/core/database/database.ts';
import { Store } from '../../../main/core/chats/store.ts';
import {
  loadDraftModels,
  loadLastUsed,
  loadLoadSettings,
  loadMeasuredFlash,
  loadOpened,
  loadSettings,
  saveLoadSettings,
  takeOverPaths,
} from '../../../main/core/settings/settings.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
let store: Store;
beforeEach(() => {
  folder = temporaryFolder();
  store = new Store(openDatabase(folder.path));
});
afterEach(() => {
  store.close();
  folder.remove();
});

const thinking = { on: false, effort: null, budget: null, keepsEarlier: null };

/** Stores values as a version of Hearth did that knew models by their paths. */
const storeByPath = (): void => {
  store.saveSetting('model-path', '/models/a.gguf');
  store.saveSetting('load-settings', { '/models/a.gguf': { threads: 3 }, '/models/b.gguf': { threads: 4 } });
  store.saveSetting('draft-models', { '/models/a.gguf': '/models/b.gguf' });
  store.saveSetting('thinking', { '/models/a.gguf': thinking });
  store.saveSetting('last-used', { '/models/a.gguf': 42 });
  store.saveSetting('measured-flash-attention', { '/models/a.gguf': false });
};

describe('the one setting for the beginnings of prompts of earlier versions', () => {
  it('still switches off each change', () => {
    store.saveSetting('settings', { apiNormalise: false, apiSortsTools: true });
    const { apiDropsBilling, apiMovesDates, apiMovesReminders, apiSortsTools, apiNumbersCalls } =
      loadSettings(store);
    expect({ apiDropsBilling, apiMovesDates, apiMovesReminders, apiNumbersCalls }).toEqual({
      apiDropsBilling: false,
      apiMovesDates: false,
      apiMovesReminders: false,
      apiNumbersCalls: false,
    });
    expect(apiSortsTools).toBe(true);
  });
});

describe('values that were stored by the path of a model', () => {
  it('are moved to its identity once that is known, and not before', () => {
    storeByPath();
    expect(takeOverPaths(store, () => null)).toBe(false);
    expect(loadLoadSettings(store, '/models/a.gguf')).toEqual({ threads: 3 });
    expect(loadOpened(store)).toEqual({ id: null, path: '/models/a.gguf' });

    const ids = new Map([
      ['/models/a.gguf', 'A'],
      ['/models/b.gguf', 'B'],
    ]);
    expect(takeOverPaths(store, (path) => ids.get(path) ?? null)).toBe(true);
    expect(loadOpened(store)).toEqual({ id: 'A', path: '/models/a.gguf' });
    expect(loadLoadSettings(store, 'A')).toEqual({ threads: 3 });
    expect(loadLoadSettings(store, 'B')).toEqual({ threads: 4 });
    expect(loadLoadSettings(store, '/models/a.gguf')).toEqual({});
    expect(loadDraftModels(store)).toEqual({ A: { id: 'B', path: '/models/b.gguf' } });
    expect(loadSettings(store).thinking).toEqual({ A: thinking });
    expect(loadLastUsed(store)).toEqual({ A: 42 });
    expect(loadMeasuredFlash(store)).toEqual({ A: false });
    expect(takeOverPaths(store, (path) => ids.get(path) ?? null)).toBe(false);
  });

  it('stay if the identity has values of its own, because another copy of the file came first', () => {
    storeByPath();
    saveLoadSettings(store, 'A', { threads: 1 });
    takeOverPaths(store, () => 'A');
    expect(loadLoadSettings(store, 'A')).toEqual({ threads: 1 });
    expect(loadLoadSettings(store, '/models/a.gguf')).toEqual({ threads: 3 });
  });

  it('are set aside if they are damaged, and do not keep Hearth from starting', () => {
    store.saveSetting('model-path', 7);
    store.saveSetting('draft-models', { '/models/a.gguf': 7 });
    store.saveSetting('load-settings', 'damaged');
    takeOverPaths(store, () => 'A');
    expect(loadOpened(store)).toBeNull();
    expect(loadDraftModels(store)).toEqual({});
  });
});

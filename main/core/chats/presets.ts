/** The presets in the database, and the one that new chats begin with. */
import { z } from 'zod';
import { presetsCalls, type Preset, type PresetSettings } from '../../shared/contract/presets.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';
import type { Store } from './store.ts';

export interface PresetStore {
  /** All presets, sorted by name. */
  all(): Preset[];
  /** `null` if there is none with this id. */
  find(id: string | null): Preset | null;
  create(preset: Preset): void;
  change(preset: Preset): void;
  delete(id: string): void;
  /** The chats that use a preset, or that a deleted one would be restored to. */
  chatsOf(id: string): string[];
  /** Undoes `delete`, if that happened since Hearth started; false otherwise. */
  restore(id: string): boolean;
  /** The preset that new chats begin with. */
  defaultId(): string | null;
  setDefault(id: string | null): void;
}

interface Row {
  id: unknown;
  name: unknown;
  model_id: unknown;
  settings: unknown;
}

/** The setting that holds the id of the default preset. */
const defaultPreset = 'default-preset';

export const presetsIn = (db: Db, store: Store): PresetStore => {
  /** What was deleted since Hearth started, with the chats that used it. */
  const deleted = new Map<string, { preset: Preset; chatIds: string[]; wasDefault: boolean }>();
  const find: PresetStore['find'] = (id) => {
    if (id === null) return null;
    const row = db.prepare('SELECT id, name, model_id, settings FROM presets WHERE id = ?').get(id);
    return row === undefined ? null : toPreset(row as Row);
  };
  const defaultId = (): string | null => {
    const id = store.setting(defaultPreset, z.string().nullable()) ?? null;
    return find(id) === null ? null : id;
  };
  const setDefault = (id: string | null): void => store.saveSetting(defaultPreset, id);
  const usersOf = (id: string): string[] =>
    (db.prepare('SELECT id FROM chats WHERE preset_id = ?').all(id) as { id: string }[]).map(
      (chat) => chat.id,
    );
  const insert = ({ id, name, modelId, settings }: Preset): void => {
    const now = Date.now();
    db.prepare(
      'INSERT INTO presets (id, name, model_id, settings, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(id, name, modelId, JSON.stringify(settings), now, now);
  };

  return {
    all: () =>
      (db.prepare('SELECT id, name, model_id, settings FROM presets').all() as Row[])
        .map(toPreset)
        .toSorted((a, b) => a.name.localeCompare(b.name)),
    find,
    create: insert,
    chatsOf: (id) => deleted.get(id)?.chatIds ?? usersOf(id),
    change: ({ id, name, modelId, settings }) => {
      db.prepare('UPDATE presets SET name = ?, model_id = ?, settings = ?, updated_at = ? WHERE id = ?').run(
        name,
        modelId,
        JSON.stringify(settings),
        Date.now(),
        id,
      );
    },
    delete: (id) => {
      const preset = find(id);
      if (preset === null) return;
      const gone = { preset, chatIds: usersOf(id), wasDefault: defaultId() === id };
      db.prepare('DELETE FROM presets WHERE id = ?').run(id);
      deleted.set(id, gone);
    },
    restore: (id) => {
      const gone = deleted.get(id);
      if (gone === undefined) return false;
      deleted.delete(id);
      store.transaction(() => {
        insert(gone.preset);
        const use = db.prepare('UPDATE chats SET preset_id = ? WHERE id = ? AND preset_id IS NULL');
        for (const chatId of gone.chatIds) use.run(id, chatId);
        if (gone.wasDefault && defaultId() === null) setDefault(id);
      });
      return true;
    },
    defaultId,
    setDefault,
  };
};

const form = presetsCalls.changePreset.args.shape.settings;

/** Damaged values are left out. */
const toPreset = ({ id, name, model_id: modelId, settings }: Row): Preset => ({
  id: String(id),
  name: String(name),
  modelId: typeof modelId === 'string' ? modelId : null,
  settings: goodValues(form, parsed(settings)) as PresetSettings,
});

/** The values in a stored record that `form` takes one by one. */
export const goodValues = (values: z.ZodType, stored: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(typeof stored === 'object' && stored !== null ? stored : {}).filter(
      ([key, value]) => values.safeParse({ [key]: value }).success,
    ),
  );

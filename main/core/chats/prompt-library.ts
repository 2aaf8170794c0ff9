/** The prompt library: texts that the user keeps under names, in the database. */
import { randomUUID } from 'node:crypto';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { promptLibraryCalls, SavedPrompt } from '../../shared/contract/prompt-library.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Db } from '../database/connection.ts';

interface Dependencies {
  db: Db;
  /** Throws `Refusal` while nothing can be stored. */
  refuseIfGone: () => void;
  emit: Emit;
}

export const openPromptLibrary = ({
  db,
  refuseIfGone,
  emit,
}: Dependencies): HandlersOf<typeof promptLibraryCalls> => {
  const all = (): SavedPrompt[] =>
    (db.prepare('SELECT id, name, text FROM prompts').all() as Record<keyof SavedPrompt, unknown>[])
      .map(({ id, name, text }) => ({ id: String(id), name: String(name), text: String(text) }))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  /** Runs a statement that changes one prompt, and tells every window. Throws `Refusal` if the prompt is gone. */
  const change = (sql: string, ...values: (string | number)[]): void => {
    refuseIfGone();
    if (db.prepare(sql).run(...values).changes === 0) throw new Refusal('prompts.gone');
    emit('savedPrompts.changed', { prompts: all() });
  };
  return {
    savedPrompts: all,
    addPrompt: ({ name, text }) => {
      const id = randomUUID();
      change(
        'INSERT INTO prompts (id, name, text, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
        id,
        name,
        text,
        Date.now(),
        Date.now(),
      );
      return { id, name, text };
    },
    changePrompt: ({ promptId, name, text }) =>
      change(
        'UPDATE prompts SET name = ?, text = ?, updated_at = ? WHERE id = ?',
        name,
        text,
        Date.now(),
        promptId,
      ),
    deletePrompt: ({ promptId }) => change('DELETE FROM prompts WHERE id = ?', promptId),
  };
};

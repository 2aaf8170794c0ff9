/** The actions on the prompt library. */
import type { Behind } from './behind.ts';
import type { EditedPrompt } from './prompts.ts';

export const createPromptActions = ({ call, put }: Behind) => ({
  askPrompts: async (): Promise<void> => put({ savedPrompts: await call('savedPrompts', {}) }),
  /** Opens a prompt in the editor, or closes the editor with `null`. */
  editPrompt: (editedPrompt: EditedPrompt | null): void => put({ editedPrompt }),
  /** Saves what the editor holds, and closes it. Rejects with the sentence of a refusal. */
  savePrompt: async ({ id, name, text }: EditedPrompt): Promise<void> => {
    if (id === null) await call('addPrompt', { name, text });
    else await call('changePrompt', { promptId: id, name, text });
    put({ editedPrompt: null });
  },
});

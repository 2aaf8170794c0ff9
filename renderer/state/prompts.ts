/** The slice of the prompt library. */
import type { SavedPrompt } from '../../main/shared/contract/prompt-library.ts';

/** A prompt in the editor; `id` is `null` until it is saved for the first time. */
export interface EditedPrompt {
  id: string | null;
  name: string;
  text: string;
}

export interface PromptsState {
  /** By name; `null` until the core has sent them. */
  savedPrompts: readonly SavedPrompt[] | null;
  /** Typed text that is not saved stays here while the library is closed. */
  editedPrompt: EditedPrompt | null;
}

export const promptsState: PromptsState = { savedPrompts: null, editedPrompt: null };

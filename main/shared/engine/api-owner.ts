/** Who owns the KV states of other programs' conversations: in place of a chat's id. */

const prefix = 'api-';

const headPrefix = `${prefix}head-`;

/** The owner of the state of a conversation of another program. `key`: letters and digits that tell it from others. */
export const apiOwner = (key: string): string => `${prefix}${key}`;

/** The owner of the state of the head with which prompts of programs begin: system prompt and tools. `key`: as for `apiOwner`. */
export const apiHeadOwner = (key: string): string => `${headPrefix}${key}`;

/** Whether the state belongs to another program, and to no chat. */
export const isApiOwner = (owner: string | null): boolean => owner?.startsWith(prefix) === true;

/**
 * What other programs may ask of Hearth by a link or a file: `hearth:NAME?…`, never `hearth://…`, which is the address of Hearth's own
 * page. Everything here was written by someone else: it is parsed strictly, has limits, and the window asks before it does anything.
 */
import { z } from 'zod';

/** The longest link, in UTF-16 code units. */
export const longestLink = 16_384;

/** The longest prompt in a link, in UTF-16 code units. */
const longestPrompt = 8_000;

/** What a link or a file asks for. */
export const asked = z.discriminatedUnion('what', [
  /** Puts a prompt into the message box of a new chat. Nothing sends it but the user. */
  z.strictObject({ what: z.literal('prompt'), prompt: z.string().min(1).max(longestPrompt) }),
  /** Shows a chat of this computer. */
  z.strictObject({ what: z.literal('chat'), chatId: z.string().regex(/^[\w-]{1,64}$/) }),
  /** Looks for a model on Hugging Face, which is a request. */
  z.strictObject({
    what: z.literal('model'),
    repository: z
      .string()
      .max(96)
      .regex(/^[\w][\w.-]*\/[\w][\w.-]*$/)
      .refine((name) => !name.includes('..')),
  }),
  /** Loads a model file of this computer. */
  z.strictObject({
    what: z.literal('file'),
    path: z
      .string()
      .min(6)
      .max(4096)
      .regex(/\.gguf$/i),
  }),
]);
export type Asked = z.infer<typeof asked>;

/** The parameters of each link; anything else in it makes it unreadable. */
const links = {
  chat: z
    .union([
      z.strictObject({ prompt: z.string() }).transform(({ prompt }): Asked => ({ what: 'prompt', prompt })),
      z.strictObject({ id: z.string() }).transform(({ id }): Asked => ({ what: 'chat', chatId: id })),
    ])
    .pipe(asked),
  model: z
    .strictObject({ name: z.string() })
    .transform(({ name }): Asked => ({ what: 'model', repository: name }))
    .pipe(asked),
} as const;

/** Whether a text claims to be a link to Hearth. */
export const isLink = (text: string): boolean => /^hearth:/i.test(text);

/** The parameters behind "?"; `null` if one is there twice, or is no percent-encoded UTF-8. */
const parametersOf = (query: string): Record<string, string> | null => {
  const found = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [, name, value] = /^([a-z]{1,20})=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined || found.has(name)) return null;
    try {
      found.set(name, decodeURIComponent(value.replaceAll('+', ' ')));
    } catch {
      return null;
    }
  }
  return Object.fromEntries(found);
};

/** What a link asks for; `null` if it is none that Hearth knows, down to the last character. */
export const readLink = (text: string): Asked | null => {
  if (text.length > longestLink) return null;
  const [, name, query] = /^hearth:([a-z]{1,20})\?([^\s#]*)$/i.exec(text) ?? [];
  const schema = links[(name ?? '').toLowerCase() as keyof typeof links];
  const parameters = parametersOf(query ?? '');
  if (!Object.hasOwn(links, (name ?? '').toLowerCase()) || parameters === null) return null;
  return schema.safeParse(parameters).data ?? null;
};

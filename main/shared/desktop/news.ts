/** What the core tells the desktop shell, so that it needs none of the core's events: what runs, and what the user may be told of. */
import { z } from 'zod';

/** The settings that the shell acts on. */
const desktopSettings = z.object({
  notifyAnswers: z.boolean(),
  notifyDownloads: z.boolean(),
  notifyTitles: z.boolean(),
  trayIcon: z.boolean(),
  quickWindow: z.boolean(),
  quickKeys: z.string(),
});
export type DesktopSettings = z.infer<typeof desktopSettings>;

const share = z.number().min(0).max(1);

const desktopState = z.object({
  settings: desktopSettings,
  /** The model in memory and the size of its files in bytes; `null` if none is loaded. */
  model: z.object({ name: z.string(), bytes: z.number() }).nullable(),
  /** From 0 to 1 while a model is being loaded. */
  loading: share.nullable(),
  /** The chats whose answers run or wait, in the order in which they began, and how much of the prompt of each is processed. */
  running: z.array(z.object({ title: z.string(), prefill: share.nullable() })),
  /** The downloads that are in progress together: bytes of bytes. `null` if there are none. */
  downloads: z.object({ count: z.int(), doneBytes: z.number(), bytes: z.number() }).nullable(),
});
export type DesktopState = z.infer<typeof desktopState>;

/** Something that has ended. */
const happening = z.discriminatedUnion('what', [
  z.object({ what: z.literal('answered'), chatId: z.string(), title: z.string(), ms: z.number() }),
  z.object({ what: z.literal('answer-failed'), chatId: z.string(), title: z.string(), ms: z.number() }),
  z.object({ what: z.literal('downloaded'), name: z.string() }),
  z.object({ what: z.literal('download-failed'), name: z.string() }),
]);
export type Happening = z.infer<typeof happening>;

export const desktopNews = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('state'), state: desktopState }),
  z.object({ kind: z.literal('happened'), happening }),
]);
export type DesktopNews = z.infer<typeof desktopNews>;

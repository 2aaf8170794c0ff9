/**
 * What the core and the shell ask of each other when they are two processes, as in the desktop application: the core has the data,
 * and the shell has the windows, the dialogs and the system. A call is one entry here and one handler on the other side.
 */
import { z } from 'zod';
import { call, filePath, nothing } from '../contract/call.ts';
import { installerKinds } from '../updates/feed.ts';
import { desktopNews } from '../desktop/news.ts';

/** The number that the core gives to a process that it wants. */
const child = z.int().min(1);

const told = z.object({ code: z.string().max(100), facts: z.record(z.string(), z.unknown()) });

/** Bytes as base64. */
const bytes = z.base64().max(100_000);

/** What the core asks of the shell. */
export const shellCalls = {
  /** The core serves windows from now on; `language` is that of all texts. */
  opened: call<void>().takes(z.strictObject({ language: z.enum(['en', 'de']) })),
  /** The core ends, because it cannot start. */
  cannotStart: call<void>().takes(z.strictObject({ told })),
  languageChanged: call<void>().takes(z.strictObject({ language: z.enum(['en', 'de']) })),
  /** What is shown outside the windows: progress, notifications, the icon. */
  desktop: call<void>().takes(z.strictObject({ news: desktopNews })),
  /** Starts a process; the calls `childStarted` and `childExited` follow. */
  spawn: call<void>().takes(z.strictObject({ child, program: z.enum(['engine', 'reader']) })),
  kill: call<void>().takes(z.strictObject({ child })),
  pickModelFile: call<string | null>().takes(nothing),
  pickFolder: call<string | null>().takes(nothing),
  pickBackup: call<string | null>().takes(nothing),
  pickExportFile: call<string | null>().takes(
    z.strictObject({
      name: z.string().min(1).max(300),
      format: z.object({ name: z.string(), extension: z.string() }),
    }),
  ),
  moveToBin: call<void>().takes(z.strictObject({ paths: z.array(filePath).min(1).max(1000) })),
  /** Encrypts a text with the system's key store; the reply is base64, or `null` if the system has none. */
  encrypt: call<string | null>().takes(z.strictObject({ text: z.string().max(10_000) })),
  decrypt: call<string>().takes(z.strictObject({ bytes })),
  /** Ends Hearth, installs this file and starts it again; a rejection says that it cannot. */
  installUpdate: call<void>().takes(
    z.strictObject({
      path: filePath,
      version: z.string().max(40),
      bytes: z.int().min(1),
      sha512: z.string().max(100),
      publishers: z.array(z.string().max(200)).max(5),
    }),
  ),
  /** Ends Hearth in the ordinary way, and starts it again. */
  restart: call<void>().takes(nothing),
  /** Ends Hearth in the ordinary way. */
  quit: call<void>().takes(nothing),
};

/** What the shell asks of the core. */
export const coreCalls = {
  /** The first call: opens the core. */
  open: call<void>().takes(
    z.strictObject({
      dataFolder: filePath,
      /** BCP 47 tags, the most wanted one first. */
      systemLanguages: z.array(z.string().max(100)).max(100),
      isOnBattery: z.boolean(),
      /** What can replace this program (`ProgramKind`); absent if nothing can. */
      program: z
        .strictObject({
          kind: z.enum(installerKinds),
          arch: z.string().max(20),
          ownFile: filePath.nullable(),
        })
        .optional(),
    }),
  ),
  /** Serves a page over the port that comes with the call; the port that the same page had before is closed. */
  connect: call<void>().takes(z.strictObject({ page: z.int() })),
  /** The process runs, and the port that comes with the call leads to it. */
  childStarted: call<void>().takes(z.strictObject({ child })),
  /** The process has ended, or could not be started. */
  childExited: call<void>().takes(z.strictObject({ child, how: z.string().max(1000) })),
  powerChanged: call<void>().takes(z.strictObject({ isOnBattery: z.boolean() })),
  /** The machine is about to sleep, or has woken up. */
  sleeps: call<void>().takes(z.strictObject({ isAsleep: z.boolean() })),
  /** Stores running answers, ends the engine, and ends the process. */
  close: call<void>().takes(nothing),
};

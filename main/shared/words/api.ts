/** Why something about the server for other programs is refused, or does not run. */
import { count, tokens } from '../format/figures.ts';
import type { Sentences } from './told.ts';

/** A file of another program. */
interface ConfigPath {
  path: string;
}

interface PromptLength {
  promptTokens: number;
  reserve: number;
  contextLength: number;
}

export const apiSentences = {
  'api.key-unnamed': () => 'Enter a name for the key.',
  'api.key-name-too-long': () => 'Enter a shorter name for the key.',
  'api.too-many-keys': ({ most }: { most: number }) => `There cannot be more than ${count(most)} keys.`,
  'api.key-without-rights': () => 'Choose at least one right for the key.',
  'api.off': () => ['The local server is off.', 'Turn it on first.'],
  'api.config-none': () => 'Hearth writes no file for this program.',
  'api.config-elsewhere': ({ path, real }: ConfigPath & { real: string }) => [
    `${path} leads to ${real}, outside your home folder, so Hearth does not change it.`,
    'Copy the settings instead.',
  ],
  'api.config-foreign': ({ path }: ConfigPath) => [
    `${path} belongs to another user, so Hearth does not change it.`,
    'Copy the settings instead.',
  ],
  'api.config-no-file': ({ path }: ConfigPath) => `${path} is not a file, so Hearth does not change it.`,
  'api.config-too-large': ({ path }: ConfigPath) => `${path} is too large for a file with settings.`,
  'api.config-unreadable': ({ path, reason }: ConfigPath & { reason: string }) => [
    `Cannot read ${path} (${reason}).`,
    'Check its permissions.',
  ],
  'api.config-not-text': ({ path }: ConfigPath) => [
    `${path} is not UTF-8 text, so Hearth does not change it.`,
    'Copy the settings instead.',
  ],
  'api.config-not-editable': ({ path }: ConfigPath) => [
    `${path} contains an error, or other settings at the same place, so Hearth does not change it.`,
    'Copy the settings instead.',
  ],
  /** `other`: a file of an older format, which would no longer be used. */
  'api.config-instead': ({ path, other }: ConfigPath & { other: string }) => [
    `The program uses ${other}, which ${path} would replace.`,
    'Copy the settings instead.',
  ],
  'api.config-changed': ({ path }: ConfigPath) => [
    `${path} was changed by another program at this moment, so nothing was written.`,
    'Try again.',
  ],
  'api.config-no-room': ({ path }: ConfigPath) => [
    `${path} was not written because the disk is full.`,
    'Free some space, then try again.',
  ],
  'api.config-not-written': ({ path, reason }: ConfigPath & { reason: string }) => [
    `Cannot write ${path} (${reason}).`,
    'Check the permissions of its folder.',
  ],
  'api.config-no-way-back': ({ path }: ConfigPath) =>
    `Hearth has not changed ${path}, or the copy of the earlier file is gone.`,
  'api.proof-key-refused': ({ status }: { status: number }) => [
    `The local server refused this key (status ${status}).`,
    'Make a new key.',
  ],
  /** `reason`: one English sentence of the server. */
  'api.proof-refused': ({ status, reason }: { status: number; reason: string }) =>
    `The local server refused the test request (status ${status}): ${reason}`,
  'api.proof-impossible': ({ reason }: { reason: string }) => [
    `The model cannot do what this program asks for: ${reason}`,
    'Choose a model that supports tools, which agents need.',
  ],
  'api.proof-timed-out': ({ seconds }: { seconds: number }) => [
    `The test request was not answered within ${count(seconds)} seconds.`,
    'Choose a smaller model, or try again when nothing else runs.',
  ],
  'api.proof-unanswered': ({ reason }: { reason: string }) => [
    `The connection to the local server was interrupted (${reason}).`,
    'Try again.',
  ],
  'api.proof-without-figures': () => 'The test request was answered, but its figures are missing.',
  'api.needs-key': () => ['Other computers can reach the server only if there is a key.', 'Make one first.'],
  'api.port-taken': ({ port, address }: { port: number; address: string }) => [
    `Port ${port} of ${address} is used by another program.`,
    'Choose another port for the local server.',
  ],
  'api.no-such-address': ({ address }: { address: string }) => [
    `${address} is not an address of this computer.`,
    'Change it in Settings.',
  ],
  /** The prompt of a program leaves less than `reserve` for an answer. Lengths are tokens. */
  'api.prompt-too-long': ({ promptTokens, reserve, contextLength }: PromptLength) => [
    `The prompt has ${tokens(promptTokens)} and leaves less than ${count(reserve)} for an answer in the context of ${count(contextLength)}.`,
    'Shorten it, or raise the context length of the model in Hearth.',
  ],
  'api.not-started': () => ['The server for other programs did not start.', 'The details are in the log.'],
  'api.bad-origin': ({ origin }: { origin: string }) => [
    `“${origin}” is not the origin of a web page.`,
    'Enter it like http://localhost:3000, without a path.',
  ],
  'api.bad-alias': ({ line }: { line: string }) => [
    `“${line}” names no model.`,
    'Enter lines like gpt-4o = qwen3-8b.',
  ],
} as const satisfies Sentences<'api'>;

/** Why a request got no answer, or its answer was incomplete; why an access token cannot be used. */
import type { Sentences } from './told.ts';

interface Host {
  host: string;
}
/** `reason`: the code of Node or OpenSSL. */
interface HostAndReason extends Host {
  reason: string;
}

export const networkSentences = {
  'network.offline': () => [
    'Hearth is in offline mode, so nothing was sent.',
    'Turn off offline mode in Settings.',
  ],
  'network.went-offline': ({ host }: Host) => [
    `Offline mode was turned on, which ended the connection to ${host}.`,
    'Turn it off in Settings to continue.',
  ],
  'network.closing': () => 'Nothing was sent because Hearth is closing.',
  'network.closed': () => 'Hearth was closed before the request was complete.',
  'network.ended-unfinished': () => 'Hearth ended before this request did.',
  'network.cancelled': ({ host }: Host) =>
    `The connection to ${host} was closed before the answer was complete.`,
  'network.not-logged': () => [
    'Nothing was sent because Hearth could not write the request to its network log.',
    'Check that the disk is not full.',
  ],
  /** `variable`: the environment variable that names the proxy; `null` if Settings does. */
  'network.unusable-proxy': ({ variable }: { variable: string | null }) => [
    `Hearth cannot use the proxy in ${variable === null ? 'Settings' : `the environment variable ${variable}`}.`,
    'Enter one in Settings that begins with http://.',
  ],
  'network.proxy-needs-password': ({ proxy }: { proxy: string }) => [
    `The proxy ${proxy} requires a name and a password.`,
    `Add them to its address in Settings, for example http://name:password@${proxy}.`,
  ],
  'network.proxy-refused': ({ proxy, host, status }: { proxy: string; host: string; status: number }) => [
    `The proxy ${proxy} refused the connection to ${host} (status ${status}).`,
    'Check the proxy in Settings, or ask its administrator.',
  ],
  'network.proxy-unreachable': ({ proxy, reason }: { proxy: string; reason: string }) => [
    `Cannot reach the proxy ${proxy} (${reason}).`,
    'Check the proxy in Settings, and your network connection.',
  ],
  'network.not-encrypted': ({ host, reason }: HostAndReason) => [
    `Cannot make an encrypted connection to ${host} (${reason}).`,
    'Check the clock of this computer, and whether something on the network inspects encrypted traffic.',
  ],
  'network.unknown-host': ({ host }: Host) => [
    `Cannot find ${host}.`,
    'Check your internet connection, and the address in Settings.',
  ],
  'network.no-connection': ({ host, reason }: HostAndReason) => [
    `Cannot connect to ${host} (${reason}).`,
    'Check your internet connection, or try again later.',
  ],
  'network.timed-out': ({ host }: Host) => [`${host} did not respond in time.`, 'Try again later.'],
  'network.not-http': ({ host }: Host) => [
    `The answer from ${host} cannot be read.`,
    'Check the address in Settings.',
  ],
  'network.cut': ({ host, reason }: HostAndReason) => [
    `The connection to ${host} was interrupted (${reason}).`,
    'Try again.',
  ],
  'network.endless-redirects': ({ host }: Host) => [
    `${host} redirects endlessly.`,
    'Check the address in Settings.',
  ],
  'network.unsafe-redirect': ({ host }: Host) => [
    `${host} redirects to an unsafe address, which Hearth did not follow.`,
    'Check the address in Settings.',
  ],
  'network.token-too-long': () => 'An access token has at most 500 characters.',
  'network.not-a-token': () => [
    'That does not look like an access token.',
    'Copy the whole token from Hugging Face, without spaces.',
  ],
  'network.not-a-hub-token': () => [
    'That does not look like an access token of huggingface.co, which begins with hf_.',
    'Copy the whole token from your account there.',
  ],
  'network.token-not-saved': () => [
    'The access token could not be saved.',
    'Check that the disk is not full and that the system’s key store is unlocked.',
  ],
} as const satisfies Sentences<'network'>;

/** Why a request got no answer, or its answer no end: as a word for the program and as one sentence for the user. */
import { Refusal } from '../../shared/rpc/refusal.ts';

export type UnreachableCause =
  /** Hearth is set to offline: nothing was sent, or what ran was ended. */
  | 'offline-switch'
  /** The name is not known, or nothing connects. */
  | 'no-network'
  | 'timed-out'
  /** The connection closed before the end of the answer. */
  | 'cut'
  /** The certificate was not accepted, or the two ends found no common encryption. */
  | 'tls'
  | 'proxy'
  /** It leads to where Hearth does not follow. */
  | 'redirect'
  /** What came is no HTTP, or more of it than any answer has. */
  | 'bad-answer'
  /** By whoever asked. */
  | 'aborted';

export class Unreachable extends Refusal {
  override name = 'Unreachable';
  override readonly cause: UnreachableCause;

  constructor(cause: UnreachableCause, message: string) {
    super(message);
    this.cause = cause;
  }
}

export const offlineRefusal = (): Unreachable =>
  new Unreachable(
    'offline-switch',
    'Hearth is set to offline, so nothing was sent: go online in Settings first.',
  );

/** Node's and OpenSSL's codes for certificates and handshakes. */
const tlsCodes = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|EPROTO)/;
const noName = /^(ENOTFOUND|EAI_)/;
const noConnection =
  /^(ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/;
const noAnswerInTime = /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/;
const notHttp = /^(HPE_|HTTPParserError$|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH)/;

/** What undici's ProxyAgent says where a proxy answers with another status than 200. */
const proxyStatus = /Proxy response \((\d+)\)|Proxy Authentication Required \((407)\)/;

/** Tells what went wrong on the way to `host`, or to `proxy` (both as host and port) where the way leads through one. */
export const unreachableFrom = (error: unknown, host: string, proxy: string | null): Unreachable => {
  if (error instanceof Unreachable) return error;
  const { code, message } = codeOf(error);
  const status = proxyStatus.exec(message)?.slice(1).find(Boolean);
  if (status === '407')
    return new Unreachable(
      'proxy',
      `The proxy ${proxy} wants a name and a password: put them into its address in Settings, as in http://name:password@${proxy}.`,
    );
  if (status !== undefined)
    return new Unreachable(
      'proxy',
      `The proxy ${proxy} did not let Hearth through to ${host} (status ${status}): check it in Settings, or ask who runs it.`,
    );
  if (tlsCodes.test(code))
    return new Unreachable(
      'tls',
      `The encrypted connection to ${host} was not made (${code}): check this machine’s clock, and whether something in the network reads along.`,
    );
  if (proxy !== null && (noName.test(code) || noConnection.test(code) || code === 'UND_ERR_CONNECT_TIMEOUT'))
    return new Unreachable(
      'proxy',
      `The proxy ${proxy} cannot be reached (${code}): check it in Settings, or the network connection of this machine.`,
    );
  if (noName.test(code))
    return new Unreachable(
      'no-network',
      `No address was found for ${host}: check the network connection of this machine, and the address in Settings.`,
    );
  if (noConnection.test(code))
    return new Unreachable(
      'no-network',
      `${host} takes no connection (${code}): check the network connection of this machine, or try again later.`,
    );
  if (noAnswerInTime.test(code))
    return new Unreachable('timed-out', `${host} has not answered for too long: try again later.`);
  if (notHttp.test(code))
    return new Unreachable(
      'bad-answer',
      `What ${host} answered cannot be read: check its address in Settings.`,
    );
  return new Unreachable('cut', `The connection to ${host} was cut (${code}): try again.`);
};

/** Of connections that were tried to several addresses, Node tells all; they mostly fail alike. */
const codeOf = (error: unknown): { code: string; message: string } => {
  const { code, name, message, errors } = error as NodeJS.ErrnoException & { errors?: unknown[] };
  if (code === undefined && errors !== undefined && errors.length > 0) return codeOf(errors[0]);
  // The parser has codes for most of what it meets, and else its name.
  return { code: code ?? name, message };
};

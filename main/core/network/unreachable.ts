/** Why a request got no answer or an incomplete one: as a word for the program and as a refusal for the user. */
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say, type Code } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';

export type UnreachableCause =
  /** Offline mode is on: nothing was sent, or the running request was ended. */
  | 'offline-switch'
  /** The name is unknown, or no connection is possible. */
  | 'no-network'
  | 'timed-out'
  /** The connection closed before the end of the answer. */
  | 'cut'
  /** The certificate was not accepted, or the two ends found no common encryption. */
  | 'tls'
  | 'proxy'
  /** Hearth does not follow this redirect. */
  | 'redirect'
  /** The answer is not HTTP, or larger than any answer should be. */
  | 'bad-answer'
  /** The caller ended the request. */
  | 'aborted';

export class Unreachable extends Refusal {
  override name = 'Unreachable';
  override readonly cause: UnreachableCause;

  constructor(cause: UnreachableCause, { code, facts }: Told) {
    super(code as Code, facts as never);
    this.cause = cause;
  }
}

export const offlineRefusal = (): Unreachable => new Unreachable('offline-switch', say('network.offline'));

/** Codes of Node and OpenSSL for certificates and handshakes. */
const tlsCodes = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|EPROTO)/;
const noName = /^(ENOTFOUND|EAI_)/;
const noConnection =
  /^(ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/;
const noAnswerInTime = /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/;
const notHttp = /^(HPE_|HTTPParserError$|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH)/;

/** The message of undici's ProxyAgent if a proxy answers with another status than 200. */
const proxyStatus = /Proxy response \((\d+)\)|Proxy Authentication Required \((407)\)/;

/** Explains what went wrong on the way to `host`, or to `proxy` (both as host and port) if there is one. */
export const unreachableFrom = (error: unknown, host: string, proxy: string | null): Unreachable => {
  if (error instanceof Unreachable) return error;
  const { code, message } = codeOf(error);
  const status = proxyStatus.exec(message)?.slice(1).find(Boolean);
  const reason = code;
  const proxyAt = proxy ?? '';
  if (status === '407')
    return new Unreachable('proxy', say('network.proxy-needs-password', { proxy: proxyAt }));
  if (status !== undefined)
    return new Unreachable(
      'proxy',
      say('network.proxy-refused', { proxy: proxyAt, host, status: Number(status) }),
    );
  if (tlsCodes.test(code)) return new Unreachable('tls', say('network.not-encrypted', { host, reason }));
  if (proxy !== null && (noName.test(code) || noConnection.test(code) || code === 'UND_ERR_CONNECT_TIMEOUT'))
    return new Unreachable('proxy', say('network.proxy-unreachable', { proxy, reason }));
  if (noName.test(code)) return new Unreachable('no-network', say('network.unknown-host', { host }));
  if (noConnection.test(code))
    return new Unreachable('no-network', say('network.no-connection', { host, reason }));
  if (noAnswerInTime.test(code)) return new Unreachable('timed-out', say('network.timed-out', { host }));
  if (notHttp.test(code)) return new Unreachable('bad-answer', say('network.not-http', { host }));
  return new Unreachable('cut', say('network.cut', { host, reason }));
};

/** If several addresses were tried, Node lists all errors; they are mostly alike. */
const codeOf = (error: unknown): { code: string; message: string } => {
  const { code, name, message, errors } = error as NodeJS.ErrnoException & { errors?: unknown[] };
  if (code === undefined && errors !== undefined && errors.length > 0) return codeOf(errors[0]);
  // The parser has codes for most errors, and otherwise a name.
  return { code: code ?? name, message };
};

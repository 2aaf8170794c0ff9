/** The storage behind the stand-in hub: bytes and ranges of files, behind signed links, with faults where wanted. */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from './faults.ts';
import { paceOf } from './pace.ts';
import type { StandInFile } from './repository.ts';

/** A file with what is wrong with it, and what was sent of it. */
export interface Stored {
  /** `owner/name/path`. */
  key: string;
  file: StandInFile;
  faults: Faults;
  pace: { bytesPerSecond: number; take: (bytes: number) => Promise<void> } | null;
  /** For each answer: from where, and how many bytes so far. */
  sent: { from: number; bytes: number }[];
}

interface Link {
  stored: Stored;
  expiresAt: number;
  requestsLeft: number;
}

/** The real links are good for an hour. */
const usualLinkMs = 3_600_000;
/** Written at once, paced and not. */
const pacedBytes = 32 * 1024;
const usualBytes = 1024 ** 2;

export const openStorage = (random: () => number, wholePace: ((bytes: number) => Promise<void>) | null) => {
  const links = new Map<string, Link>();

  /** A signed link to a file, as path and query. */
  const sign = (stored: Stored): string => {
    const { linkMs = usualLinkMs, linkRequests = Infinity } = stored.faults;
    const expiresAt = Date.now() + linkMs;
    const signature = randomBytes(16).toString('hex');
    links.set(signature, { stored, expiresAt, requestsLeft: linkRequests });
    const name = encodeURIComponent(`inline; filename="${stored.file.path.split('/').at(-1)}"`);
    return (
      `/xet-bridge-us/65c0e0a24913fc50b7ba14d2/${stored.file.sha256}?response-content-disposition=${name}` +
      `&Expires=${Math.ceil(expiresAt / 1000)}&Signature=${signature}&Key-Pair-Id=K2L8F4GPSG1IFC`
    );
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://storage');
    const link = links.get(url.searchParams.get('Signature') ?? '');
    if (link === undefined || Date.now() > link.expiresAt || link.requestsLeft <= 0) {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>');
      return;
    }
    const { faults } = link.stored;
    const hops = Number(url.searchParams.get('hop') ?? 0);
    if (hops < (faults.redirects ?? 0)) {
      url.searchParams.set('hop', String(hops + 1));
      response.writeHead(307, { location: `${url.pathname}${url.search}` }).end();
      return;
    }
    link.requestsLeft -= 1;
    await sendFile(link.stored, request, response);
  };

  const sendFile = async (
    stored: Stored,
    request: IncomingMessage,
    response: ServerResponse,
    extraHeaders: Record<string, string> = {},
  ): Promise<void> => {
    const { file, faults } = stored;
    if (faults.rateLimit?.by === 'storage' && faults.rateLimit.answers > 0) {
      faults.rateLimit.answers -= 1;
      response.writeHead(429, faults.rateLimit.headers).end('Too many requests');
      return;
    }
    if (faults.errors && random() < faults.errors.share) {
      response.writeHead(faults.errors.status).end('Try again');
      return;
    }
    const size = faults.length ?? file.size;
    const etag = extraHeaders['etag'] ?? `"${faults.storageEtag ?? storageTag(file.sha256)}"`;
    const wanted = faults.withoutRanges ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const isRange = wanted !== null && isSame;
    const from = isRange ? Number(wanted[1]) : 0;
    const to = isRange && wanted[2] !== '' ? Math.min(Number(wanted[2]) + 1, size) : size;
    if (from >= to && size > 0) {
      response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
      return;
    }
    const hasOddLength = faults.tooLong === true || (faults.endEarly?.answers ?? 0) > 0;
    response.writeHead(isRange ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'last-modified': 'Tue, 04 Nov 2025 10:00:00 GMT',
      'cache-control': 'public, max-age=31536000',
      ...extraHeaders,
      etag,
      ...(faults.withoutRanges ? {} : { 'accept-ranges': 'bytes' }),
      ...(isRange ? { 'content-range': `bytes ${from}-${to - 1}/${size}` } : {}),
      ...(hasOddLength ? {} : { 'content-length': to - from }),
      ...digestHeader(file, faults.digest, from, to),
    });
    if (request.method === 'HEAD') response.end();
    else await sendBytes(stored, response, from, faults.tooLong ? to + 100_000 : to);
  };

  const sendBytes = async (
    stored: Stored,
    response: ServerResponse,
    from: number,
    to: number,
  ): Promise<void> => {
    const { file, faults } = stored;
    const account = { from, bytes: 0 };
    stored.sent.push(account);
    const take = paceFor(stored) ?? wholePace;
    const wrong = (faults.wrong ?? []).filter(
      (one) => one.at >= from && one.at < to && (one.answers === undefined || one.answers-- > 0),
    );
    const cutAt =
      faults.cutAfterBytes === undefined ? Infinity : from - Math.log(1 - random()) * faults.cutAfterBytes;
    const endAt = takeOne(faults.endEarly) ? from + faults.endEarly!.afterBytes : Infinity;
    const stallAt = takeOne(faults.stall) ? from + faults.stall!.afterBytes : Infinity;
    const stopAt = Math.min(to, cutAt, endAt, stallAt);
    let closed = false;
    let goOn: () => void = () => undefined;
    response.on('drain', () => goOn());
    response.on('close', () => {
      closed = true;
      goOn();
    });
    for (let at = from; at < stopAt && !closed;) {
      const length = Math.min(take ? pacedBytes : usualBytes, Math.ceil(stopAt) - at);
      if (take) await take(length);
      if (closed) return;
      account.bytes += length;
      const isTaken = response.write(spoiled(file.read(at, length), at, wrong));
      at += length;
      if (!isTaken && !closed) await new Promise<void>((resolve) => (goOn = resolve));
    }
    if (closed || stopAt === stallAt) return;
    if (stopAt === cutAt) response.socket?.resetAndDestroy();
    else response.end();
  };

  return { sign, answer, sendFile };
};

/** Not the file's own digest, as with the real storage. */
const storageTag = (sha256: string): string => createHash('sha256').update(`stored ${sha256}`).digest('hex');

const paceFor = (stored: Stored): ((bytes: number) => Promise<void>) | null => {
  const { bytesPerSecond } = stored.faults;
  if (bytesPerSecond === undefined) stored.pace = null;
  else if (stored.pace?.bytesPerSecond !== bytesPerSecond)
    stored.pace = { bytesPerSecond, take: paceOf(bytesPerSecond) };
  return stored.pace?.take ?? null;
};

/** Whether it is this answer's turn to go wrong. */
const takeOne = (fault: { answers?: number } | undefined): boolean => {
  if (fault === undefined || fault.answers === 0) return false;
  if (fault.answers !== undefined) fault.answers -= 1;
  return true;
};

const spoiled = (bytes: Buffer, from: number, wrong: { at: number }[]): Buffer => {
  const here = wrong.filter(({ at }) => at >= from && at < from + bytes.length);
  if (here.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  for (const { at } of here) copy[at - from]! ^= 0x55;
  return copy;
};

const digestHeader = (
  file: StandInFile,
  kind: Faults['digest'],
  from: number,
  to: number,
): Record<string, string> => {
  const of = (algorithm: string): string =>
    createHash(algorithm)
      .update(file.read(from, to - from))
      .digest('base64');
  if (kind === 'content-md5') return { 'content-md5': of('md5') };
  if (kind === 'content-digest') return { 'content-digest': `sha-256=:${of('sha256')}:` };
  if (kind === 'repr-digest')
    return { 'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:` };
  return {};
};

/** Finds the bytes of a file: the hub answers with a link to its storage, which expires. */
import type { Outgoing, OutgoingAnswer } from '../network/outgoing.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { askedWaitMs } from '../network/asked-wait.ts';
import { strongTag } from './answer-headers.ts';
import type { Part } from './partial-state.ts';
import { ask, Setback } from './setback.ts';

export interface Link {
  url: string;
  /** The storage's tag for these bytes; `null` until it has answered. Its tags differ from the hub's. */
  tag: string | null;
  /** Answers that brought bytes. */
  served: number;
}

export interface Links {
  /** What the network log says of each request for the file. */
  why: Told;
  /** The link, requested once however many connections want it. Throws `Setback`, or `Refusal` if the user must act. */
  get: (signal: AbortSignal) => Promise<Link>;
  /** This link was refused: the next caller gets another one. */
  expired: (link: Link) => void;
}

const mostRedirects = 5;

export interface LinksOptions {
  outgoing: Outgoing;
  /** The hub's address of the file. */
  url: string;
  repository: string;
  revision: string;
  part: Part;
  /**
   * The hub's tag for a file without SHA-256. The callback throws if the new content must not be mixed with the stored bytes.
   */
  onTag: (tag: string | null) => Promise<void>;
  /** Milliseconds without an answer after which the hub counts as silent. */
  stallMs: number;
}

export const openLinks = (options: LinksOptions): Links => {
  let current: Promise<Link> | null = null;
  let known: Link | null = null;
  return {
    why: whyOf(options),
    get: (signal) => {
      const asking = (current ??= resolve(options, signal));
      asking.then(
        (link) => (known = link),
        () => {
          if (current === asking) current = null;
        },
      );
      return asking;
    },
    expired: (link) => {
      if (link !== known) return;
      // Others may report the same while the next link is being requested.
      known = null;
      current = null;
    },
  };
};

const whyOf = ({ repository, part }: LinksOptions): Told =>
  say('request.download', { repository, file: part.path });

const resolve = async (options: LinksOptions, signal: AbortSignal): Promise<Link> => {
  const { outgoing, part } = options;
  const hub = new URL(options.url);
  let url = hub;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await ask(
      outgoing,
      {
        url: url.href,
        why: whyOf(options),
        method: 'HEAD',
        headers: { 'accept-encoding': 'identity' },
        followRedirects: false,
        signal,
      },
      options.stallMs,
    );
    answer.body.resume();
    const { status, headers } = answer;
    if (status >= 400) throw hubProblem(answer, options);
    checkAnnounced(answer, options);
    const next = status < 300 ? null : addressOf(headers['location'], url);
    if (next === null || next.origin !== hub.origin) {
      // The hub's last answer counts, since the storage has tags of its own.
      if (part.sha256 === null) await options.onTag(strongTag(headers['x-linked-etag'] ?? headers['etag']));
      return { url: (next ?? url).href, tag: null, served: 0 };
    }
    url = next;
  }
  throw new Setback(say('downloads.endless-redirects'));
};

/** Throws if it is not an address that a file can be downloaded from. */
const addressOf = (location: string | undefined, from: URL): URL => {
  if (location === undefined || !URL.canParse(location, from.href))
    throw new Setback(say('downloads.unclear-answer'));
  const url = new URL(location, from);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && from.protocol === 'http:');
  if (!isSafe) throw new Setback(say('downloads.unclear-answer'));
  return url;
};

/** Throws if the hub now has another file than the one that was chosen. */
const checkAnnounced = ({ headers }: OutgoingAnswer, { part, revision, repository }: LinksOptions): void => {
  const size = headers['x-linked-size'];
  const tag = strongTag(headers['x-linked-etag']);
  const commit = headers['x-repo-commit'];
  const isOther =
    (size !== undefined && Number(size) !== part.bytes) ||
    (part.sha256 !== null && tag !== null && /^[0-9a-f]{64}$/.test(tag) && tag !== part.sha256) ||
    (commit !== undefined && /^[0-9a-f]{40}$/.test(revision) && commit !== revision);
  if (isOther) throw new Refusal('downloads.changed', { repository });
};

/** What a status of the hub means for a download. */
const hubProblem = ({ status, headers }: OutgoingAnswer, { repository, part }: LinksOptions): Error => {
  const code = headers['x-error-code'];
  if ((status === 401 || status === 403) && code === 'RepoNotFound')
    return new Refusal('downloads.not-found', { repository });
  if (status === 401 || status === 403) return new Refusal('downloads.gated', { repository });
  if (status === 404 || status === 410)
    return new Refusal('downloads.file-gone', { repository, file: part.path });
  return statusProblem({ status, headers }) ?? new Refusal('downloads.refused', { status });
};

/** What temporary statuses mean, whoever answered; `null` for all others. */
export const statusProblem = ({
  status,
  headers,
}: Pick<OutgoingAnswer, 'status' | 'headers'>): Setback | null => {
  if (status === 429) {
    const waitMs = askedWaitMs(headers) ?? 30_000;
    return new Setback(say('downloads.too-many-requests', { waitMs }), { waitMs });
  }
  if (status >= 500 || status === 408 || status === 425) {
    // 503 may say how long it will last.
    const waitMs = askedWaitMs({ 'retry-after': headers['retry-after'] });
    return new Setback(say('downloads.server-error', { status }), waitMs === null ? {} : { waitMs });
  }
  return null;
};

/**
 * The Hugging Face hub's API for models, as the real one answers: search, a model, its tree, its card, and who may not have
 * what. Written after its OpenAPI description, its own client (huggingface_hub) and recorded answers of 2026.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { StandInRepository } from './repository.ts';

/** Access tokens that this hub knows: one whose owner agreed to all terms, and one whose owner agreed to none. */
export const hubTokens = { agreed: 'hf_agreed', stranger: 'hf_stranger' };

/** How many more requests the API takes; none are left when it is 0. A test sets it, and sets it back. */
export const apiLimit = { remaining: 500, resetSeconds: 55 };

/** Options of `expand[]`, as the hub lists them when it gets another one. */
const expandable = new Set(
  (
    'author baseModels cardData config createdAt disabled downloads downloadsAllTime evalResults gated gguf inference ' +
    'inferenceProviderMapping lastModified library_name likes mask_token model-index pipeline_tag private resourceGroup ' +
    'safetensors sha siblings spaces tags transformersInfo trendingScore usedStorage widgetData xetEnabled'
  ).split(' '),
);

/** Smaller files lie in the repository itself, without a digest. */
const smallestLfsFile = 10 * 1024 ** 2;
const largestPage = 1000;

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  repositories: StandInRepository[];
}

/** True where it answered; false for what is no part of the API, the bytes of files among it. */
export const answerApi = (
  request: IncomingMessage,
  response: ServerResponse,
  repositories: StandInRepository[],
): boolean => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const exchange: Exchange = { request, response, url, repositories };
  const api = /^\/api\/models(?:\/([^/]+\/[^/]+)(?:\/(tree|revision)\/([^/]+))?)?\/?$/.exec(url.pathname);
  if (api !== null) {
    answerModels(exchange, api);
    return true;
  }
  const cached = /^\/api\/resolve-cache\/models\/([^/]+\/[^/]+)\/([0-9a-f]{40})\/README\.md$/.exec(
    url.pathname,
  );
  const cachedModel = repositories.find(({ id, revision }) => id === cached?.[1] && revision === cached[2]);
  if (cachedModel !== undefined) {
    sendText(exchange, 200, cachedModel.card);
    return true;
  }
  const file = /^\/([^/]+\/[^/]+)\/(resolve|raw)\/([^/]+)\/(.+)$/.exec(url.pathname);
  return file !== null && answerFile(exchange, file);
};

const answerModels = (exchange: Exchange, [, given, part, givenRevision]: RegExpExecArray): void => {
  const { response } = exchange;
  response.setHeader(
    'RateLimit',
    `"api";r=${Math.max(0, apiLimit.remaining - 1)};t=${apiLimit.resetSeconds}`,
  );
  response.setHeader('RateLimit-Policy', '"fixed window";"api";q=500;w=300');
  if (apiLimit.remaining <= 0) {
    sendError(
      exchange,
      429,
      null,
      'We had to rate limit your IP. To continue using our service, create an account.',
    );
    return;
  }
  apiLimit.remaining -= 1;
  if (refusesToken(exchange)) return;
  if (given === undefined) {
    search(exchange);
    return;
  }
  const repository = find(exchange, given);
  if (repository === null) return;
  const revision = decodeURIComponent(givenRevision ?? 'main');
  if (revision !== 'main' && revision !== repository.revision) {
    sendError(exchange, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    return;
  }
  if (part === 'tree') tree(exchange, repository);
  else sendJson(exchange, 200, facts(exchange, repository, false));
};

/** False where the file's bytes are to be sent by whoever has them. */
const answerFile = (exchange: Exchange, [, given, kind, givenRevision, path]: RegExpExecArray): boolean => {
  const { response } = exchange;
  if (refusesToken(exchange)) return true;
  const repository = find(exchange, given!);
  if (repository === null) return true;
  const revision = decodeURIComponent(givenRevision!);
  if (revision !== 'main' && revision !== repository.revision) {
    sendError(exchange, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    return true;
  }
  response.setHeader('X-Repo-Commit', repository.revision);
  // Cards are for everyone, those of gated models too.
  if (path === 'README.md') {
    if (kind === 'raw') sendText(exchange, 200, repository.card);
    else {
      const place = `/api/resolve-cache/models/${repository.id}/${repository.revision}/README.md`;
      response.writeHead(307, { Location: `${place}?etag=%22${repository.revision}%22` });
      response.end(`Temporary Redirect. Redirecting to ${place}`);
    }
    return true;
  }
  if (refusesStranger(exchange, repository)) return true;
  if (repository.files.every((file) => file.path !== decodeURIComponent(path!))) {
    sendError(exchange, 404, 'EntryNotFound', 'Entry not found');
    return true;
  }
  return false;
};

const tokenOf = ({ request }: Exchange): string | null =>
  /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;

/** True where the request has a token of nobody. */
const refusesToken = (exchange: Exchange): boolean => {
  const token = tokenOf(exchange);
  if (token === null || token === hubTokens.agreed || token === hubTokens.stranger) return false;
  sendError(exchange, 401, null, 'Invalid credentials in Authorization header');
  return true;
};

/** True where a gated model's file was asked for by someone who may not have it. */
const refusesStranger = (exchange: Exchange, { id, gated }: StandInRepository): boolean => {
  const token = tokenOf(exchange);
  if (gated === false || token === hubTokens.agreed) return false;
  if (token === null)
    sendError(
      exchange,
      401,
      'GatedRepo',
      `Access to model ${id} is restricted. You must have access to it and be authenticated to access it. Please log in.`,
    );
  else
    sendError(
      exchange,
      403,
      'GatedRepo',
      `Access to model ${id} is restricted and you are not in the authorized list. Visit https://huggingface.co/${id} to ask for access.`,
    );
  return true;
};

/** `null` where it has answered: there is none, or its name is written otherwise. */
const find = (exchange: Exchange, given: string): StandInRepository | null => {
  const { response, url, repositories } = exchange;
  const name = decodeURIComponent(given);
  const found = repositories.find(({ id }) => id.toLowerCase() === name.toLowerCase());
  if (found === undefined) {
    // Strangers are not told whether it is private.
    if (tokenOf(exchange) === null) sendError(exchange, 401, null, 'Invalid username or password.');
    else sendError(exchange, 404, 'RepoNotFound', 'Repository not found');
    return null;
  }
  if (found.id !== name) {
    response.writeHead(307, { Location: url.pathname.replace(given, found.id) + url.search });
    response.end();
    return null;
  }
  return found;
};

const search = (exchange: Exchange): void => {
  const { url, response, repositories } = exchange;
  const { searchParams } = url;
  const words = (searchParams.get('search') ?? '').toLowerCase().split(/\s+/);
  const filters = searchParams.getAll('filter').flatMap((filter) => filter.split(','));
  const sort = searchParams.get('sort') ?? 'downloads';
  const sign = searchParams.get('direction') === '-1' ? -1 : 1;
  const limit = Math.min(Number(searchParams.get('limit') ?? largestPage) || largestPage, largestPage);
  if (!['downloads', 'likes', 'lastModified'].includes(sort)) {
    sendError(exchange, 400, null, `Invalid sort: ${sort}`);
    return;
  }
  const key = (repository: StandInRepository): number =>
    sort === 'lastModified' ? Date.parse(repository.lastModified) : repository[sort as 'downloads' | 'likes'];
  const matching = repositories
    .filter(({ id }) => words.every((word) => id.toLowerCase().includes(word)))
    .filter((repository) => filters.every((filter) => tagsOf(repository).includes(filter)))
    .toSorted((a, b) => sign * (key(a) - key(b)));
  const from = fromCursor(searchParams.get('cursor'));
  const page = matching.slice(from, from + limit);
  if (from + limit < matching.length) linkToNext(response, url, from + limit);
  const reply = page.map((repository) => facts(exchange, repository, true));
  if (reply.every((entry) => entry !== null)) sendJson(exchange, 200, reply);
};

const tree = (exchange: Exchange, repository: StandInRepository): void => {
  const { url, response } = exchange;
  const isRecursive = url.searchParams.get('recursive') === 'true';
  const limit = Math.min(Number(url.searchParams.get('limit') ?? largestPage) || largestPage, largestPage);
  const listed = [
    { path: '.gitattributes', size: 1519 },
    { path: 'README.md', size: Buffer.byteLength(repository.card) },
    ...repository.files,
  ];
  const folders = new Set(listed.flatMap(({ path }) => (path.includes('/') ? [path.split('/')[0]!] : [])));
  const entries = [
    ...[...folders].map((path) => ({ type: 'directory', oid: digit('d', 40), size: 0, path })),
    ...listed
      .filter(({ path }) => isRecursive || !path.includes('/'))
      .map((file) => ({
        type: 'file',
        oid: digit('a', 40),
        size: file.size,
        ...('sha256' in file &&
          (file.size >= smallestLfsFile || file.path.endsWith('.gguf')) && {
            lfs: { oid: file.sha256, size: file.size, pointerSize: 135 },
            xetHash: digit('e', 64),
          }),
        path: file.path,
      })),
  ];
  const from = fromCursor(url.searchParams.get('cursor'));
  if (from + limit < entries.length) linkToNext(response, url, from + limit);
  sendJson(exchange, 200, entries.slice(from, from + limit));
};

const digit = (of: string, length: number): string => of.repeat(length);

const tagsOf = ({ tags, licence }: StandInRepository): string[] => [
  ...tags,
  ...(licence === null ? [] : [`license:${licence}`]),
];

/** `null` where it has answered that this cannot be expanded. */
const facts = (
  exchange: Exchange,
  repository: StandInRepository,
  isList: boolean,
): Record<string, unknown> | null => {
  const { id, revision, downloads, likes, lastModified, licence, gated, gguf, files } = repository;
  const { searchParams } = exchange.url;
  const expand = [...searchParams.getAll('expand[]'), ...searchParams.getAll('expand')];
  const hasBlobs = searchParams.get('blobs') === 'true';
  const wrong = expand.find((field) => !expandable.has(field));
  if (wrong !== undefined) {
    sendError(
      exchange,
      400,
      null,
      `Invalid option for expand: ${wrong}. Options: ${[...expandable].join(', ')}`,
    );
    return null;
  }
  const always = { _id: digit('6', 24), id };
  const all: Record<string, unknown> = {
    author: id.split('/')[0],
    sha: revision,
    lastModified,
    createdAt: lastModified,
    private: false,
    disabled: false,
    gated,
    downloads,
    likes,
    tags: tagsOf(repository),
    pipeline_tag: 'text-generation',
    library_name: 'gguf',
    cardData: licence === null ? {} : { license: licence },
    ...(gguf !== null && {
      gguf: { ...gguf, chat_template: '{{ messages }}', bos_token: '<s>', eos_token: '</s>' },
    }),
    siblings: [{ path: 'README.md' }, ...files].map((file) => ({
      rfilename: file.path,
      ...(hasBlobs &&
        'sha256' in file && {
          blobId: digit('a', 40),
          size: file.size,
          lfs: { sha256: file.sha256, size: file.size, pointerSize: 135 },
        }),
    })),
  };
  const inLists = ['likes', 'downloads', 'private', 'tags', 'pipeline_tag', 'library_name', 'createdAt'];
  const fields = expand.length > 0 ? expand : isList ? inLists : Object.keys(all);
  return {
    ...always,
    ...(expand.length === 0 && { modelId: id }),
    ...Object.fromEntries(fields.filter((field) => field in all).map((field) => [field, all[field]])),
  };
};

const fromCursor = (cursor: string | null): number => {
  try {
    return (JSON.parse(Buffer.from(cursor ?? '', 'base64').toString('utf8')) as { from: number }).from;
  } catch {
    return 0;
  }
};

const linkToNext = (response: ServerResponse, url: URL, from: number): void => {
  const next = new URL(url);
  next.searchParams.set('cursor', Buffer.from(JSON.stringify({ from })).toString('base64'));
  response.setHeader('Link', `<${next.href}>; rel="next"`);
};

const sendError = (exchange: Exchange, status: number, code: string | null, message: string): void => {
  const { response, url } = exchange;
  if (code !== null) response.setHeader('X-Error-Code', code);
  response.setHeader('X-Error-Message', message);
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="Authentication required"');
  if (url.pathname.startsWith('/api/')) sendJson(exchange, status, { error: message });
  else sendText(exchange, status, message);
};

const sendJson = ({ request, response }: Exchange, status: number, reply: unknown): void => {
  if (reply === null) return;
  const text = Buffer.from(JSON.stringify(reply));
  const isZipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = isZipped ? gzipSync(text) : text;
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
    ...(isZipped && { 'Content-Encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
};

const sendText = ({ request, response }: Exchange, status: number, text: string): void => {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
};

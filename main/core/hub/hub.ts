/** The Hugging Face hub: searches for models, and shows one with its files and its card. */
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { HubFile, HubModel, HubModelDetails } from '../../shared/contract/hub.ts';
import { askedWaitMs } from '../network/asked-wait.ts';
import type { Outgoing, OutgoingAnswer } from '../network/outgoing.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import { apiUrl, fileUrl, modelPath, pageUrl, searchText, type HubPlaces } from './hub-addresses.ts';
import type { ByteSource } from '../../shared/gguf/gguf-header.ts';
import { groupFiles } from './hub-files.ts';
import { hubRefusal } from './hub-refusal.ts';
import {
  licenceOf,
  modelReply,
  nextCursor,
  parseFiles,
  parseModels,
  type ModelReply,
  type RepositoryFile,
} from './hub-replies.ts';
import { openHubSource } from './hub-source.ts';
import { cardText, mostCardBytes } from './model-card.ts';

export interface HubSearch {
  text: string;
  sort: 'downloads' | 'likes' | 'changed';
  /** `next` of the reply before. */
  cursor: string | null;
}

export interface Hub {
  /** Models with GGUF files. Throws `Refusal`. */
  search: (search: HubSearch, signal?: AbortSignal) => Promise<{ models: HubModel[]; next: string | null }>;
  /** A model with its files, as of its last commit. Throws `Refusal`. */
  model: (repository: string, signal?: AbortSignal) => Promise<HubModelDetails>;
  /** The address that a file is downloaded from: on the mirror if there is one. */
  fileUrl: (repository: string, revision: string, path: string) => string;
  /** The bytes of one file, for its header; each part of a split model has its own. Throws `Refusal`. The caller closes it. */
  source: (
    repository: string,
    revision: string,
    path: string,
    signal?: AbortSignal,
  ) => Promise<ByteSource & { close: () => void }>;
}

export interface HubOptions {
  outgoing: Outgoing;
  places: () => HubPlaces;
  hasToken: () => boolean;
  /** Whether a file is completely in the library. */
  isHere: (repository: string, file: HubFile) => boolean;
}

const pageOfModels = 30;
/** The most bytes of a reply; each model of a search contains its chat template, about 10 KB. */
const mostReplyBytes = 16 * 1024 ** 2;
/** A page of a repository's tree has 1,000 files. */
const mostTreePages = 10;
/** If the hub asks for a shorter wait than this, Hearth waits, once. */
const mostWaitMs = 10_000;

/** Everything that a list shows, and no more: the whole card of a model can be much longer than the rest. */
const expanded = ['downloads', 'likes', 'lastModified', 'gated', 'tags', 'gguf'].map(
  (field): [string, string] => ['expand[]', field],
);

export const openHub = ({ outgoing, places, hasToken, isHere }: HubOptions): Hub => {
  const refusalFor = (answer: OutgoingAnswer, repository: string | null): Refusal => {
    answer.body.destroy();
    return hubRefusal(answer, { places: places(), repository, hasToken: hasToken() });
  };

  /** A reply of the API as JSON, with its headers. */
  const ask = async (
    url: string,
    why: Told,
    repository: string | null,
    signal: AbortSignal | undefined,
  ): Promise<{ reply: unknown; headers: OutgoingAnswer['headers'] }> => {
    for (let isFirst = true; ; isFirst = false) {
      const answer = await outgoing.send({
        url,
        why,
        headers: { accept: 'application/json', 'accept-encoding': 'gzip' },
        ...(signal && { signal }),
      });
      if (answer.status === 200) return { reply: await json(answer), headers: answer.headers };
      const waitMs = askedWaitMs(answer.headers);
      if (answer.status !== 429 || !isFirst || waitMs === null || waitMs > mostWaitMs)
        throw refusalFor(answer, repository);
      answer.body.destroy();
      await delay(waitMs, undefined, { ...(signal && { signal }) });
    }
  };

  const notReadable = (): Refusal =>
    new Refusal('hub.not-a-hub', { host: new URL(places().hubAddress).host });

  const json = async ({ headers, body }: OutgoingAnswer): Promise<unknown> => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const collect = async (chunksOf: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of chunksOf) {
        bytes += chunk.length;
        if (bytes > mostReplyBytes) throw notReadable();
        chunks.push(chunk);
      }
    };
    try {
      if (headers['content-encoding'] === 'gzip') await pipeline(body, createGunzip(), collect);
      else await pipeline(body, collect);
      return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
    } catch (error) {
      throw error instanceof Refusal ? error : notReadable();
    }
  };

  /** Throws `Refusal` if the reply does not have the expected form. */
  const parsed = <Value>(parse: () => Value): Value => {
    try {
      return parse();
    } catch {
      throw notReadable();
    }
  };

  const tree = async (
    repository: string,
    revision: string,
    signal: AbortSignal | undefined,
  ): Promise<RepositoryFile[]> => {
    const files: RepositoryFile[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < mostTreePages; page += 1) {
      const query: [string, string][] = [['recursive', 'true']];
      if (cursor !== null) query.push(['cursor', cursor]);
      const url = apiUrl(places(), `${modelPath(repository)}/tree/${encodeURIComponent(revision)}`, query);
      const { reply, headers } = await ask(url, say('request.files', { repository }), repository, signal);
      files.push(...parsed(() => parseFiles(reply)));
      cursor = nextCursor(headers['link']);
      if (cursor === null) break;
    }
    return files;
  };

  /** Empty if it cannot be read: the rest of a model's page is useful without it. */
  const card = async (
    repository: string,
    revision: string,
    signal: AbortSignal | undefined,
  ): Promise<string> => {
    try {
      const { status, body } = await outgoing.send({
        url: fileUrl(places(), repository, revision, 'README.md'),
        why: say('request.card', { repository }),
        ...(signal && { signal }),
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      // Leaving the loop closes the connection.
      for await (const chunk of body as AsyncIterable<Buffer>) {
        if (status !== 200 || bytes > mostCardBytes) break;
        chunks.push(chunk);
        bytes += chunk.length;
      }
      return cardText(Buffer.concat(chunks));
    } catch (error) {
      if (error instanceof Refusal && !signal?.aborted) return '';
      throw error;
    }
  };

  return {
    search: async ({ text, sort, cursor }, signal) => {
      const query: [string, string][] = [
        ['search', searchText(places(), text)],
        ['filter', 'gguf'],
        ['sort', sort === 'changed' ? 'lastModified' : sort],
        ['direction', '-1'],
        ['limit', String(pageOfModels)],
        ...expanded,
      ];
      if (cursor !== null) query.push(['cursor', cursor]);
      const { reply, headers } = await ask(apiUrl(places(), '', query), say('request.search'), null, signal);
      return { models: parsed(() => parseModels(reply)).map(toHubModel), next: nextCursor(headers['link']) };
    },

    model: async (repository, signal) => {
      const url = apiUrl(places(), modelPath(repository), [
        ...expanded,
        ['expand[]', 'sha'],
        ['expand[]', 'disabled'],
      ]);
      const { reply } = await ask(url, say('request.model', { repository }), repository, signal);
      const found = parsed(() => modelReply.parse(reply));
      if (found.disabled) throw new Refusal('hub.disabled', { repository: found.id });
      if (found.sha === undefined || found.sha === null) throw notReadable();
      // The model may have been renamed.
      const { id, sha: revision } = found;
      const [files, text] = await Promise.all([tree(id, revision, signal), card(id, revision, signal)]);
      return {
        ...toHubModel(found),
        revision,
        files: groupFiles(files).map((file) => ({ ...file, isHere: isHere(id, file) })),
        card: text,
        url: pageUrl(places(), id),
      };
    },

    fileUrl: (repository, revision, path) => fileUrl(places(), repository, revision, path),

    source: (repository, revision, path, signal) =>
      openHubSource({
        outgoing,
        url: fileUrl(places(), repository, revision, path),
        why: say('request.header', { repository }),
        refusal: (answer) => refusalFor(answer, repository),
        ...(signal && { signal }),
      }),
  };
};

const toHubModel = ({ id, downloads, likes, lastModified, gated, tags, gguf }: ModelReply): HubModel => ({
  id,
  downloads: downloads ?? 0,
  likes: likes ?? 0,
  changedAt: lastModified ? Date.parse(lastModified) : 0,
  licence: licenceOf(tags ?? []),
  isGated: (gated ?? false) !== false,
  architecture: gguf?.architecture ?? null,
  parameters: gguf?.total ?? null,
  trainedContextLength: gguf?.context_length ?? null,
});

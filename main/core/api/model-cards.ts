/** The models that programs can name, with what each can do. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { ApiFault } from '../../shared/api/fault.ts';
import type { ApiModel } from '../../shared/api/answer.ts';
import type { Library, LibraryModel, MetadataLine } from '../../shared/contract/library.ts';
import type { LoadedModel } from '../../shared/contract/engine.ts';
import { englishSentenceOf } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { IdleUnload } from '../engines/idle-unload.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { findModel, nameModels, readAliases, type ModelNames } from './model-names.ts';

type ModelUse = ApiModel['kind'];

/** A model of the library that programs can name. */
export interface Card {
  path: string;
  model: ApiModel;
}

export interface ModelCards {
  /** All of them: the user's loaded one first, and then those that are loaded beside it. */
  all(): Card[];
  /** What the file says is read for this one, too. */
  whole(card: Card): Promise<ApiModel>;
  /** The card of the model at this path as it is now; `null` if there is none. */
  at(path: string): Card | null;
  /**
   * The model that a request means. Throws `ApiFault` if there is none of this name, or none that can be used for this; the fault
   * names those that there are, or says what is wrong with the file of this name.
   */
  find(name: string, use: ModelUse): Card;
  /** The same whatever the model is for, and the named one even if the loaded one answers every request. */
  named(name: string): Card;
}

interface CardsOptions {
  /** The engine of the user's model. */
  engine: Engine;
  library: () => Library;
  /** See `ModelLibrary`. */
  metadata: (path: string) => Promise<MetadataLine[]>;
  /** The name of the model at a path. */
  nameOf: (path: string) => string;
  settings: KeptSettings;
  /** All engines that have a model; the engine of the user's model is the first. */
  engines: () => readonly { engine: Engine; idle: Pick<IdleUnload, 'unloadsAt'> }[];
}

/** What only the header of a file says. */
interface Header {
  sizeLabel: string | null;
  basename: string | null;
  organisation: string | null;
  embeddingLength: number | null;
  chatTemplate: string | null;
  infills: boolean;
}

const mostHeaders = 500;
/** Models that were opened. */
const mostSeen = 50;
/** The names in a fault. */
const mostNamed = 20;
/** Longer values of a header are cut (shared/gguf/metadata-lines.ts). */
const longestTemplate = 19_999;

const useOf: Partial<Record<LibraryModel['kind'], ModelUse>> = {
  chat: 'llm',
  base: 'llm',
  embedding: 'embedding',
  reranker: 'reranker',
};

const useNames: Record<ModelUse, string> = {
  llm: 'generates text',
  embedding: 'makes embeddings',
  reranker: 'ranks texts',
};

type Known = Pick<
  LibraryModel,
  'path' | 'name' | 'architecture' | 'quantization' | 'bytes' | 'trainedContextLength' | 'source'
> &
  Partial<Pick<LibraryModel, 'kind' | 'supports' | 'parameters' | 'licence' | 'changedAt' | 'projector'>>;

export const createModelCards = ({
  engine,
  library,
  metadata,
  nameOf,
  settings,
  engines,
}: CardsOptions): ModelCards => {
  const headers = new Map<string, Header>();
  const headerKey = ({ path, bytes, changedAt = 0 }: Known): string =>
    JSON.stringify([path, bytes, changedAt]);
  const readHeader = async (known: Known): Promise<void> => {
    const key = headerKey(known);
    if (headers.has(key)) return;
    const header = headerOf(await metadata(known.path).catch(() => []), known.architecture);
    if (headers.size >= mostHeaders) headers.clear();
    headers.set(key, header);
  };

  /** Files that were opened by their path, the latest ones last. The library lists them only if they are in its folders. */
  const seen = new Map<string, LoadedModel>();
  engine.listen(({ model }) => {
    if (model === null || seen.get(model.path) === model) return;
    seen.delete(model.path);
    seen.set(model.path, model);
    for (const path of seen.keys()) if (seen.size > mostSeen) seen.delete(path);
  });

  const engineWith = (path: string) => engines().find(({ engine: { config } }) => config?.modelPath === path);

  const models = (): Known[] => {
    const usable = library().models.filter(
      ({ kind, problem }) => useOf[kind] !== undefined && problem === null,
    );
    const loaded = engine.status.model;
    const path = engine.config?.modelPath;
    const beside = new Set(engines().map(({ engine: { config } }) => config?.modelPath));
    const rankOf = (one: Known): number => (one.path === path ? 0 : beside.has(one.path) ? 1 : 2);
    const listed = new Set(usable.map((one) => one.path));
    const opened = [
      ...(loaded === null ? [] : [loaded]),
      ...[...seen.values()].filter((one) => one.path !== loaded?.path && existsSync(one.path)),
    ].filter((one) => !listed.has(one.path));
    return [
      ...opened.map((one) => ({ ...one, name: nameOf(one.path), source: null })),
      ...usable.map((one) => ({ ...one, name: nameOf(one.path) })),
    ].toSorted((a, b) => rankOf(a) - rankOf(b) || (a.path < b.path ? -1 : 1));
  };

  const cards = (): { known: Known; card: Card }[] => {
    const known = models();
    // The order of names must not depend on which model is loaded.
    const names = new Map(
      nameModels(known.toSorted((a, b) => (a.path < b.path ? -1 : 1))).map((one) => [one.path, one]),
    );
    const aliases = aliasesByPath([...names.values()], settings.now.apiAliases);
    return known.map((one) => {
      const own = names.get(one.path)!;
      return {
        known: one,
        card: { path: one.path, model: cardOf(one, own, aliases.get(one.path) ?? []) },
      };
    });
  };

  const cardOf = (known: Known, { name, aliases }: ModelNames, more: readonly string[]): ApiModel => {
    const { path, architecture, kind = 'chat', supports, parameters = null, source } = known;
    const { can } = engine;
    const own = engineWith(path);
    const loaded = own?.engine.status.model ?? null;
    const header = headers.get(headerKey(known)) ?? null;
    const abilities: ApiModel['can'][number][] = [];
    if (kind === 'chat') abilities.push('chat');
    if (kind === 'chat' && supports?.tools === true && can.tools) abilities.push('tools');
    if (loaded === null ? supports?.reasoning === true : canThink(loaded)) abilities.push('think');
    if (kind === 'embedding') abilities.push('embed');
    if (kind === 'reranker') abilities.push('rank');
    if (can.images && (known.projector ?? null) !== null) abilities.push('see');
    if (header?.infills === true) abilities.push('infill');
    return {
      name,
      aliases: [...more, ...aliases],
      title: known.name,
      can: abilities,
      kind: useOf[kind] ?? 'llm',
      isLoaded: loaded !== null,
      isLoading:
        own !== undefined &&
        ['starting', 'loading', 'tuning', 'restarting'].includes(own.engine.status.state),
      architecture,
      parameters: header?.sizeLabel ?? sizeOf(parameters),
      quantization: known.quantization,
      publisher: publisherOf(source) ?? header?.organisation ?? null,
      family: architecture,
      basename: header?.basename ?? null,
      license: known.licence ?? null,
      bytes: known.bytes,
      digest: createHash('sha256')
        .update(JSON.stringify([path, known.bytes, known.changedAt ?? 0]))
        .digest('hex'),
      modifiedAt: known.changedAt ?? 0,
      trainedContextLength: known.trainedContextLength,
      contextLength: loaded?.contextLength ?? null,
      embeddingLength: header?.embeddingLength ?? null,
      chatTemplate: header?.chatTemplate ?? null,
      thinking: loaded?.thinking ?? null,
      unloadsAt: loaded === null ? null : own!.idle.unloadsAt,
      memoryBytes: null,
      gpuBytes: null,
    };
  };

  const namesOf = (some: readonly { card: Card }[]): ModelNames[] =>
    some.map(({ card: { path, model } }) => ({ path, name: model.name, aliases: [...model.aliases] }));
  /** Why the model of this name cannot be used; `null`: there is none of this name with a problem. */
  const problemOf = (name: string): Told | null => {
    const damaged = library().models.filter(({ problem }) => problem !== null);
    const names = nameModels(damaged.map((one) => ({ ...one, name: nameOf(one.path) })));
    const found = findModel(name, names, readAliases(settings.now.apiAliases));
    return damaged.find(({ path }) => path === found?.path)?.problem ?? null;
  };
  const noModel = (name: string, some: readonly { card: Card }[]): ApiFault => {
    const problem = problemOf(name);
    if (problem !== null) return new ApiFault('no-model', englishSentenceOf(problem), { field: 'model' });
    const named = some.slice(0, mostNamed).map(({ card }) => card.model.name);
    const others = some.length > mostNamed ? `, and ${some.length - mostNamed} more` : '';
    return new ApiFault(
      'no-model',
      `There is no model “${name.slice(0, 200)}”. ${named.length === 0 ? 'No model is installed.' : `Installed: ${named.join(', ')}${others}.`}`,
      { field: 'model' },
    );
  };

  const find: ModelCards['find'] = (name, use) => {
    const known = cards();
    const fitting = known.filter(({ card }) => card.model.kind === use);
    const asked = settings.now.apiLoadsModels || use !== 'llm' ? name.trim() : '';
    if (asked === '') {
      const usual = fitting.find(({ card }) => card.path === engine.config?.modelPath) ?? fitting[0];
      if (usual === undefined)
        throw new ApiFault('no-model', `No model that ${useNames[use]} is installed.`, { field: 'model' });
      return usual.card;
    }
    const aliases = readAliases(settings.now.apiAliases);
    const found = findModel(asked, namesOf(fitting), aliases);
    if (found !== null) return fitting.find(({ card }) => card.path === found.path)!.card;
    const other = findModel(asked, namesOf(known), aliases);
    if (other === null) throw noModel(asked, fitting);
    throw new ApiFault('unsupported', `The model “${other.name}” is none that ${useNames[use]}.`, {
      field: 'model',
    });
  };

  return {
    all: () => cards().map(({ card }) => card),
    at: (path) => cards().find(({ card }) => card.path === path)?.card ?? null,
    whole: async (card) => {
      const known = models().find(({ path }) => path === card.path);
      if (known === undefined) return card.model;
      await readHeader(known);
      return cards().find((one) => one.card.path === card.path)?.card.model ?? card.model;
    },
    find,
    named: (name) => {
      const known = cards();
      const found = findModel(name, namesOf(known), readAliases(settings.now.apiAliases));
      if (found === null) throw noModel(name, known);
      return known.find(({ card }) => card.path === found.path)!.card;
    },
  };
};

const aliasesByPath = (
  names: readonly ModelNames[],
  lines: readonly string[] | null,
): Map<string, string[]> => {
  const byPath = new Map<string, string[]>();
  for (const [alias, target] of readAliases(lines)) {
    const found = findModel(target, names);
    if (found !== null) byPath.set(found.path, [...(byPath.get(found.path) ?? []), alias]);
  }
  return byPath;
};

const canThink = ({ thinking: { switchable, onByDefault, efforts } }: LoadedModel): boolean =>
  switchable || onByDefault || efforts.length > 0;

/** "7.2B" for 7,241,732,096 weights, as model cards write it. */
const sizeOf = (weights: number | null): string | null => {
  if (weights === null) return null;
  const [unit, divisor] = weights >= 1e9 ? ['B', 1e9] : ['M', 1e6];
  return `${Number((weights / Number(divisor)).toPrecision(weights >= 1e11 ? 3 : 2))}${unit}`;
};

const publisherOf = (source: string | null): string | null =>
  /^([^\s:/]+)\/[^\s:/]+$/.exec(source ?? '')?.[1] ?? null;

const headerOf = (lines: readonly MetadataLine[], architecture: string): Header => {
  const values = new Map(lines.map(({ key, value }) => [key, value]));
  const template = values.get('tokenizer.chat_template') ?? null;
  const length = Number(values.get(`${architecture}.embedding_length`));
  return {
    sizeLabel: values.get('general.size_label') ?? null,
    basename: values.get('general.basename') ?? null,
    organisation: values.get('general.organization') ?? null,
    embeddingLength: Number.isSafeInteger(length) && length > 0 ? length : null,
    chatTemplate: template === null || template.length > longestTemplate ? null : template,
    infills: ['tokenizer.ggml.fim_pre_token_id', 'tokenizer.ggml.prefix_token_id'].some((key) =>
      values.has(key),
    ),
  };
};

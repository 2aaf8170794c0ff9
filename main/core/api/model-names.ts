/** The names under which programs ask for models: those of Hearth, of files, and of other programs. */
import { basename } from 'node:path';
import type { LibraryModel } from '../../shared/contract/library.ts';

type Named = Pick<LibraryModel, 'path' | 'name' | 'quantization' | 'source'>;

export interface ModelNames {
  path: string;
  /** Unique among the models. */
  name: string;
  /** What else means it. Several models can share one; it means the first of them. */
  aliases: string[];
}

/** In lower case and without spaces, as programs write names. */
const slug = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, '-')
    .replaceAll(/[^\p{L}\p{N}._:/-]/gu, '');

const withoutGguf = (text: string): string => text.replace(/[-_.]?gguf$/i, '');

const otherNames = ({ path, name, quantization, source }: Named): string[] => {
  const file = basename(path.replaceAll('\\', '/'));
  const repository = /^[^\s:]+\/[^\s:]+$/.test(source ?? '') ? source! : null;
  const own = repository?.split('/')[1] ?? null;
  const ofOllama = /^ollama: \/?(.+)$/.exec(source ?? '')?.[1] ?? null;
  return [
    slug(name),
    name,
    withoutGguf(file),
    file,
    ...(repository === null || own === null
      ? []
      : [
          repository,
          withoutGguf(repository),
          own,
          withoutGguf(own),
          `hf.co/${repository}`,
          ...(quantization === null
            ? []
            : [`hf.co/${repository}:${quantization}`, `${repository}:${quantization}`]),
        ]),
    ...(ofOllama === null ? [] : [ofOllama, ofOllama.replace(/^library\//, '')]),
  ];
};

/** `models` in an order that stays the same: the first one has the plain name, if several could. */
export const nameModels = (models: readonly Named[]): ModelNames[] => {
  const taken = new Set<string>();
  return models.map((model) => {
    const plain = slug(model.name) || 'model';
    const exact = model.quantization === null ? plain : `${plain}-${slug(model.quantization)}`;
    let name = taken.has(plain) ? exact : plain;
    for (let nth = 2; taken.has(name); nth++) name = `${exact}-${nth}`;
    taken.add(name);
    const aliases = [...new Set([...otherNames(model), exact])].filter((alias) => alias !== name);
    return { path: model.path, name, aliases };
  });
};

/** The user's own names: lines such as `gpt-4o = qwen3-8b`. */
export const readAliases = (lines: readonly string[] | null): Map<string, string> =>
  new Map(
    (lines ?? []).flatMap((line) => {
      const at = line.indexOf('=');
      const [alias, target] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      return at < 0 || alias === '' || target === '' ? [] : [[plainOf(alias), target] as const];
    }),
  );

/** A name without what programs add to it. */
const plainOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/:latest$/, '')
    .replace(/\.gguf$/, '');

const lettersOf = (name: string): string => plainOf(name).replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The model that `asked` means; `null`: none. */
export const findModel = (
  asked: string,
  names: readonly ModelNames[],
  aliases: ReadonlyMap<string, string> = new Map(),
): ModelNames | null => {
  const own = aliases.get(plainOf(asked));
  if (own !== undefined) {
    const found = findModel(own, names);
    if (found !== null) return found;
  }
  const plain = plainOf(asked);
  const letters = lettersOf(asked);
  return (
    names.find(({ name }) => plainOf(name) === plain) ??
    names.find((one) => one.aliases.some((alias) => plainOf(alias) === plain)) ??
    (letters === ''
      ? null
      : (names.find((one) => [one.name, ...one.aliases].some((alias) => lettersOf(alias) === letters)) ??
        null))
  );
};

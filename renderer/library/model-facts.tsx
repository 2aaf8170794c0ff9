/** Facts about a model, in words. */
import type { ReactNode } from 'react';
import { repositoryName } from '../../main/shared/contract/repository-name.ts';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { bytes, count } from '../words/figures.ts';
import { useNow } from '../controls/use-now.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { fileName } from '../state/model-names.ts';
import { dateWords, kindNames, lastUsed, modelsWords, ownerNames } from '../words/models.ts';
import { modelPageWords } from '../words/library.ts';
import { Facts } from '../controls/facts.tsx';

const words = modelPageWords.facts;

export const ModelFactsList = ({ model }: { model: LibraryModel }) => {
  const now = useNow();
  const isLoaded = useWindow((state) => state.engine?.model?.path === model.path);
  const { kind, parameters, quantization, bitsPerWeight, trainedContextLength, supports, licence } = model;
  const facts: [string, ReactNode][] = [
    [words.kind, kindNames[kind]],
    [modelsWords.parameters, parameters === null ? words.partMissing : count(parameters)],
    [
      modelsWords.quantization,
      quantization === null && bitsPerWeight === null
        ? modelsWords.notStated
        : [quantization, bitsPerWeight === null ? null : words.perWeight(bitsPerWeight)]
            .filter((part) => part !== null)
            .join(', '),
    ],
    [modelsWords.size, bytes(model.bytes)],
    [
      modelsWords.context,
      trainedContextLength === 0 ? modelsWords.notStated : modelsWords.trainedFor(trainedContextLength),
    ],
    [words.supports, supportWords(supports)],
    [modelsWords.licence, licence ?? modelsWords.notStated],
    [words.owner, ownerNames[model.owner]],
    [words.source, <Source key="source" model={model} />],
    [
      modelsWords.addOn,
      model.projector && words.addOn(fileName(model.projector.path), model.projector.bytes),
    ],
    [modelsWords.lastUsed, lastUsed(model.lastUsedAt, isLoaded, now)],
    [words.modified, dateWords(model.changedAt)],
  ];
  return <Facts facts={facts} />;
};

const supportWords = ({ tools, reasoning }: LibraryModel['supports']): string =>
  tools ? (reasoning ? words.both : words.tools) : reasoning ? words.reasoning : words.neither;

/** The source of a model; a repository on Hugging Face can be opened in Find, which contacts Hugging Face. */
const Source = ({ model: { source, owner } }: { model: LibraryModel }) => {
  const session = useSession();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  if (source === null) return words.unknownSource;
  const isOnHub = owner !== 'ollama' && repositoryName.test(source);
  return isOnHub && !isOffline ? (
    <button
      type="button"
      className="text-button"
      title={modelsWords.openPage}
      onClick={() => {
        session.putSearch({ shown: source });
        session.showPage('models', 'find');
      }}
    >
      {source}
    </button>
  ) : (
    source
  );
};

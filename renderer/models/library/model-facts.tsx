/** What is known of a model, in words. */
import type { ReactNode } from 'react';
import type { LibraryModel } from '../../../main/contract/model-types.ts';
import { bytes, count, unbroken } from '../../latency/figures.ts';
import { useNow } from '../../parts/use-now.ts';
import { useSession, useWindow } from '../../state/use-session.ts';
import { bitsWords, dateWords, fileName, kindNames, lastUsed, ownerNames } from '../model-words.ts';

export const ModelFactsList = ({ model }: { model: LibraryModel }) => {
  const now = useNow();
  const isLoaded = useWindow((state) => state.engine?.model?.path === model.path);
  const { kind, parameters, quantisation, bitsPerWeight, trainedContextLength, supports, licence } = model;
  const can = [supports.tools ? 'tools' : null, supports.reasoning ? 'reasoning' : null].filter(
    (one) => one !== null,
  );
  const facts: [string, ReactNode][] = [
    ['Kind', kindNames[kind]],
    ['Parameters', parameters === null ? 'not known: a part is missing' : count(parameters)],
    [
      'Quantisation',
      quantisation === null && bitsPerWeight === null
        ? 'not given'
        : [
            quantisation,
            bitsPerWeight === null ? null : unbroken(`${bitsWords(bitsPerWeight)} for each weight`),
          ]
            .filter((part) => part !== null)
            .join(', '),
    ],
    ['Size', bytes(model.bytes)],
    [
      'Context',
      trainedContextLength === 0 ? 'not given' : `trained for ${count(trainedContextLength)} tokens`,
    ],
    ['Supports', can.length === 0 ? 'neither tools nor reasoning' : can.join(' and ')],
    ['Licence', licence ?? 'not given'],
    ['Belongs to', ownerNames[model.owner]],
    ['Source', <Source key="source" model={model} />],
    ['Projector', model.projector && `${fileName(model.projector.path)}, ${bytes(model.projector.bytes)}`],
    ['Last used', lastUsed(model.lastUsedAt, isLoaded, now)],
    ['File changed', dateWords(model.changedAt)],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== null)
        .map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
};

/** Where it came from; a repository of the hub can be opened in Find, which asks the hub for it. */
const Source = ({ model: { source, owner } }: { model: LibraryModel }) => {
  const session = useSession();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  if (source === null) return 'not known';
  const isOnHub = owner !== 'ollama' && /^[\w.-]+\/[\w.-]+$/.test(source);
  return isOnHub && !isOffline ? (
    <button
      type="button"
      className="text-button"
      title="Its page in Find, which is asked of the hub"
      onClick={() => {
        session.showRepository(source);
        session.showModels('find');
      }}
    >
      {source}
    </button>
  ) : (
    source
  );
};

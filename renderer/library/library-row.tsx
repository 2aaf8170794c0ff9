/** One model of the list: its name opens its facts, and a button loads it. */
import { sentenceOrNull } from '../words/told.ts';
import { TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { bytes, count } from '../words/figures.ts';
import { useSession } from '../state/use-session.ts';
import type { LoadState } from '../engines/load-state.ts';
import { fileName } from '../state/model-names.ts';
import { bitsWords, kindNames, lastUsed, ownerNames, parameterCount, whyNotLoaded } from '../words/models.ts';
import { common } from '../words/common.ts';
import { libraryWords as words } from '../words/library.ts';

/** The id of the element that gets the focus when the facts close. */
export const rowButtonId = (path: string): string => `model-row-${path}`;

interface Props {
  model: LibraryModel;
  /** Its index in the list, from 0. */
  index: number;
  isShown: boolean;
  /** The only row that Tab reaches; the arrow keys continue from it. */
  isCurrent: boolean;
  load: LoadState;
  /** Another model has the same name. */
  isNameShared: boolean;
  /** The reason why a load was refused. */
  problem: string | null;
  now: number;
}

export const LibraryRow = memo(
  ({ model, index, isShown, isCurrent, isNameShared, load, problem, now }: Props) => {
    const session = useSession();
    const { path, name, architecture, kind, owner, source } = model;
    const note = problem ?? sentenceOrNull(model.problem);
    const tabIndex = isCurrent ? 0 : -1;
    return (
      <div role="row" className="library-row" aria-rowindex={index + 2} aria-current={isShown || undefined}>
        <div role="cell" className="library-name">
          <button
            type="button"
            id={rowButtonId(path)}
            className="library-open"
            tabIndex={tabIndex}
            data-index={index}
            onClick={() => session.showModel(path)}
          >
            {name}
          </button>
          <p
            className={note === null ? 'library-about' : 'library-about is-problem'}
            title={note ?? undefined}
          >
            {note === null ? (
              [
                isNameShared ? fileName(path) : null,
                kind === 'chat' ? null : kindNames[kind],
                architecture,
                source ?? ownerNames[owner],
              ]
                .filter((part) => part !== null)
                .join(' · ')
            ) : (
              <>
                <TriangleAlert aria-hidden />
                <span>{note}</span>
              </>
            )}
          </p>
          {/* What the columns say where there is no room for them. */}
          <p className="library-brief">{briefOf(model)}</p>
        </div>
        <div role="cell" className="is-number" data-column="parameters">
          {model.parameters === null ? '' : parameterCount(model.parameters)}
        </div>
        <div role="cell">
          {model.quantization ?? ''}
          {model.bitsPerWeight !== null && <span className="hint">{bitsWords(model.bitsPerWeight)}</span>}
        </div>
        <div role="cell" className="is-number">
          {bytes(model.bytes)}
        </div>
        <div role="cell" className="is-number" data-column="context">
          {model.trainedContextLength === 0 ? '' : count(model.trainedContextLength)}
        </div>
        <div role="cell" className="library-owner">
          {ownerNames[owner]}
        </div>
        <div role="cell">{lastUsed(model.lastUsedAt, load === 'loaded', now)}</div>
        <div role="cell" className="library-act">
          {load === 'loaded' ? (
            <span className="library-loaded">{words.loaded}</span>
          ) : load === 'loading' ? (
            <span className="hint">{common.loading}</span>
          ) : (
            whyNotLoaded(model) === null && (
              <button
                type="button"
                className="button"
                tabIndex={tabIndex}
                aria-label={words.loadNamed(name)}
                onClick={() => void session.load(path)}
              >
                {common.load}
              </button>
            )
          )}
        </div>
      </div>
    );
  },
);

export const briefOf = ({
  parameters,
  quantization,
  bytes: size,
}: Pick<LibraryModel, 'parameters' | 'quantization' | 'bytes'>): string =>
  [parameters === null ? null : parameterCount(parameters), quantization, bytes(size)]
    .filter((part) => part !== null)
    .join(' · ');

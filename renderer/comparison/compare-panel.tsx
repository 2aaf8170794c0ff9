/** The panel that has one message answered several times: by the loaded model, or by several models in turn. */
import { Columns2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { AnswerPlan } from '../../main/shared/contract/comparisons.ts';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { commands, titleOf } from '../commands/commands.ts';
import { Choice } from '../controls/choice.tsx';
import { Popover, useClosePopover } from '../controls/popover.tsx';
import { briefOf } from '../library/library-row.tsx';
import { ordered } from '../library/library-query.ts';
import { lastAnswer } from '../state/conversation.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { comparisonWords } from '../words/comparison.ts';
import { whyNotLoaded } from '../words/models.ts';

const words = comparisonWords.panel;

/** As in main/shared/contract/comparisons.ts, whose validators stay out of the window. */
const mostAnswers = 8;

/** `hasDraft`: something is written in the message box, which is what will be answered. */
export const CompareButton = ({ hasDraft }: { hasDraft: boolean }) => (
  <Popover
    panel="compare"
    label={commands.compare.name}
    button={<Columns2 aria-hidden />}
    buttonLabel={commands.compare.name}
    buttonTitle={titleOf(commands.compare)}
    buttonClass="icon-button foot-button"
    panelClass="settings-panel"
  >
    <ComparePanel hasDraft={hasDraft} />
  </Popover>
);

const ComparePanel = ({ hasDraft }: { hasDraft: boolean }) => {
  const isRunning = useWindow(({ phase }) => phase !== null);
  const last = useWindow(lastAnswer);
  const about = isRunning
    ? words.running
    : hasDraft
      ? words.aboutDraft
      : last === null
        ? words.nothing
        : words.aboutLast;
  return (
    <>
      <h2>{commands.compare.name}</h2>
      <p className="hint">{about}</p>
      {!isRunning && (hasDraft || last !== null) && <Plans againId={hasDraft ? null : last!.id} />}
    </>
  );
};

/** `againId`: the answer whose question is answered again; `null`: the draft is sent. */
const Plans = ({ againId }: { againId: string | null }) => {
  const session = useSession();
  const close = useClosePopover();
  const loaded = useWindow(({ engine }) => engine?.model ?? null);
  const [kind, setKind] = useState<'same' | 'models'>('same');
  const [times, setTimes] = useState(againId === null ? 3 : 2);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(againId === null && loaded !== null ? [loaded.path] : []),
  );
  const least = againId === null ? 2 : 1;
  const models = useChatModels(loaded?.path ?? null);
  const plans: AnswerPlan[] =
    kind === 'same'
      ? Array.from({ length: times }, () => ({ modelPath: null, settings: {} }))
      : (models.list ?? []).flatMap(({ path }) =>
          chosen.has(path) ? [{ modelPath: path, settings: {} }] : [],
        );
  const start = async (): Promise<void> => {
    close();
    if (againId === null) await session.compareDraft(plans);
    else await session.compareAnswers(againId, plans);
  };
  return (
    <form
      className="compare-form"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <fieldset>
        <legend className="hidden">{words.kind}</legend>
        <label className="compare-kind">
          <input type="radio" data-first checked={kind === 'same'} onChange={() => setKind('same')} />
          <span>
            {words.same(loaded?.name ?? null)}
            <span className="hint">{words.sameHint}</span>
          </span>
        </label>
        <label className="compare-kind">
          <input type="radio" checked={kind === 'models'} onChange={() => setKind('models')} />
          <span>
            {words.models}
            <span className="hint">{words.modelsHint}</span>
          </span>
        </label>
      </fieldset>
      {kind === 'same' ? (
        <Choice
          label={words.count}
          value={String(times)}
          options={Array.from({ length: mostAnswers + 1 - least }, (_, index): [string, string] => [
            String(index + least),
            String(index + least),
          ])}
          change={async (value) => setTimes(Number(value))}
        />
      ) : (
        <ModelChoice
          models={models}
          chosen={chosen}
          choose={(path, isChosen) => {
            const next = new Set(chosen);
            if (isChosen) next.add(path);
            else next.delete(path);
            setChosen(next);
          }}
        />
      )}
      <button
        type="submit"
        className="button is-primary"
        disabled={plans.length < least || plans.length > mostAnswers}
      >
        {againId === null ? words.send(plans.length) : words.again(plans.length)}
      </button>
    </form>
  );
};

interface ChatModels {
  /** `null` while the library is read. */
  list: LibraryModel[] | null;
  problem: string | null;
}

/** The models that can answer: the loaded one first, then those used last. */
const useChatModels = (loadedPath: string | null): ChatModels => {
  const session = useSession();
  const library = useWindow((state) => state.library);
  const { problem } = useAsked(library === null, session.askLibrary);
  const list = useMemo(() => {
    if (library === null) return null;
    const usable = library.models.filter((model) => whyNotLoaded(model) === null);
    return ordered(usable, 'used', true).toSorted(
      (a, b) => Number(b.path === loadedPath) - Number(a.path === loadedPath),
    );
  }, [library, loadedPath]);
  return { list, problem };
};

interface ModelChoiceProps {
  models: ChatModels;
  chosen: ReadonlySet<string>;
  choose: (path: string, isChosen: boolean) => void;
}

const ModelChoice = ({ models: { list, problem }, chosen, choose }: ModelChoiceProps) => {
  if (problem !== null) return <p className="field-problem">{problem}</p>;
  if (list === null) return <p className="hint">{words.reading}</p>;
  if (list.length < 2) return <p className="hint">{words.noModels}</p>;
  return (
    <>
      <ul className="compare-models" aria-label={words.modelList}>
        {list.map((model) => (
          <li key={model.path}>
            <label className="compare-kind">
              <input
                type="checkbox"
                checked={chosen.has(model.path)}
                disabled={!chosen.has(model.path) && chosen.size >= mostAnswers}
                onChange={(event) => choose(model.path, event.target.checked)}
              />
              <span>
                {model.name}
                <span className="hint">{briefOf(model)}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <p className="hint">{words.most(mostAnswers)}</p>
    </>
  );
};

/** The panel that has one message answered several times: by the loaded model, by several models, or with several presets. */
import { Columns2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { AnswerPlan } from '../../main/shared/contract/comparisons.ts';
import type { Preset } from '../../main/shared/contract/presets.ts';
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

interface Props {
  /** Something is written in the message box, which is what will be answered. */
  hasDraft: boolean;
  /** Why it cannot be sent yet; `null`: it can be. */
  held: string | null;
}

export const CompareButton = (props: Props) => (
  <Popover
    panel="compare"
    label={commands.compare.name}
    button={<Columns2 aria-hidden />}
    buttonLabel={commands.compare.name}
    buttonTitle={titleOf(commands.compare)}
    buttonClass="icon-button foot-button"
    panelClass="settings-panel"
  >
    <ComparePanel {...props} />
  </Popover>
);

const ComparePanel = ({ hasDraft, held }: Props) => {
  const isRunning = useWindow(({ phase }) => phase !== null);
  const last = useWindow(lastAnswer);
  const about = isRunning
    ? words.running
    : hasDraft
      ? (held ?? words.aboutDraft)
      : last === null
        ? words.nothing
        : words.aboutLast;
  return (
    <>
      <h2>{commands.compare.name}</h2>
      <p className="hint">{about}</p>
      {!isRunning && held === null && (hasDraft || last !== null) && (
        <Plans againId={hasDraft ? null : last!.id} />
      )}
    </>
  );
};

type Kind = 'same' | 'models' | 'presets';

/** The answer of the loaded model with the settings of the chat. */
const asIs: AnswerPlan = { modelPath: null, presetId: null, settings: {} };

/** The key of the chat's own settings among the presets. */
const currentSettings = '';

/** `againId`: the answer whose question is answered again; `null`: the draft is sent. */
const Plans = ({ againId }: { againId: string | null }) => {
  const session = useSession();
  const close = useClosePopover();
  const loaded = useWindow(({ engine }) => engine?.model ?? null);
  const least = againId === null ? 2 : 1;
  const [kind, setKind] = useState<Kind>('same');
  const [times, setTimes] = useState(againId === null ? 3 : 2);
  // The loaded model and the settings of the chat have answered already if there is an answer.
  const [chosenModels, setModels] = useState<ReadonlySet<string>>(
    () => new Set(againId === null && loaded !== null ? [loaded.path] : []),
  );
  const [chosenPresets, setPresets] = useState<ReadonlySet<string>>(
    () => new Set(againId === null ? [currentSettings] : []),
  );
  const models = useChatModels(loaded?.path ?? null);
  const presets = usePresets();
  const pathOf = (modelId: string | null): string | null =>
    modelId === null || modelId === loaded?.id
      ? null
      : (models.list?.find(({ id }) => id === modelId)?.path ?? null);
  const plansOf: Record<Kind, () => AnswerPlan[]> = {
    same: () => Array.from({ length: times }, () => asIs),
    models: () =>
      (models.list ?? []).flatMap(({ path }) =>
        chosenModels.has(path) ? [{ ...asIs, modelPath: path }] : [],
      ),
    presets: () => [
      ...(chosenPresets.has(currentSettings) ? [asIs] : []),
      ...presets.flatMap(({ id, modelId }) =>
        chosenPresets.has(id) ? [{ ...asIs, presetId: id, modelPath: pathOf(modelId) }] : [],
      ),
    ],
  };
  const plans = plansOf[kind]();
  const start = async (): Promise<void> => {
    close();
    if (againId === null) await session.compareDraft(plans);
    else await session.compareAnswers(againId, plans);
  };
  const kinds: [Kind, string, string][] = [
    ['same', words.same(loaded?.name ?? null), words.sameHint],
    ['models', words.models, words.modelsHint],
    ...(presets.length > 0 ? [['presets', words.presets, words.presetsHint] as [Kind, string, string]] : []),
  ];
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
        {kinds.map(([one, name, hint]) => (
          <label key={one} className="compare-kind">
            <input
              type="radio"
              name="kind"
              data-first={one === kind ? true : undefined}
              checked={kind === one}
              onChange={() => setKind(one)}
            />
            <span>
              {name}
              <span className="hint">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === 'same' && (
        <Choice
          label={words.count}
          value={String(times)}
          options={Array.from({ length: mostAnswers + 1 - least }, (_, index): [string, string] => [
            String(index + least),
            String(index + least),
          ])}
          change={async (value) => setTimes(Number(value))}
        />
      )}
      {kind === 'models' && <ModelChoice models={models} chosen={chosenModels} choose={setModels} />}
      {kind === 'presets' && (
        <PickList
          label={words.presetList}
          items={[
            { key: currentSettings, name: words.currentSettings, hint: null },
            ...presets.map(({ id, name }) => ({ key: id, name, hint: null })),
          ]}
          chosen={chosenPresets}
          choose={setPresets}
        />
      )}
      <button type="submit" className="button" disabled={plans.length < least || plans.length > mostAnswers}>
        {againId === null ? words.send(plans.length) : words.again(plans.length)}
      </button>
    </form>
  );
};

const usePresets = (): readonly Preset[] => {
  const session = useSession();
  const presets = useWindow((state) => state.presets);
  // Without them, the other ways to compare remain.
  useAsked(presets === null, session.askPresets);
  return presets?.presets ?? [];
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

interface ChoiceProps {
  chosen: ReadonlySet<string>;
  choose: (chosen: ReadonlySet<string>) => void;
}

const ModelChoice = ({ models: { list, problem }, ...choice }: ChoiceProps & { models: ChatModels }) => {
  if (problem !== null) return <p className="field-problem">{problem}</p>;
  if (list === null) return <p className="hint">{words.reading}</p>;
  if (list.length < 2) return <p className="hint">{words.noModels}</p>;
  const items = list.map((model) => ({ key: model.path, name: model.name, hint: briefOf(model) }));
  return <PickList label={words.modelList} items={items} {...choice} />;
};

interface PickListProps extends ChoiceProps {
  label: string;
  items: { key: string; name: string; hint: string | null }[];
}

/** A list of which up to `mostAnswers` can be picked. */
const PickList = ({ label, items, chosen, choose }: PickListProps) => (
  <>
    <ul className="compare-models" aria-label={label}>
      {items.map(({ key, name, hint }) => (
        <li key={key}>
          <label className="compare-kind">
            <input
              type="checkbox"
              checked={chosen.has(key)}
              disabled={!chosen.has(key) && chosen.size >= mostAnswers}
              onChange={({ target }) =>
                choose(new Set(target.checked ? [...chosen, key] : [...chosen].filter((one) => one !== key)))
              }
            />
            <span>
              {name}
              {hint !== null && <span className="hint">{hint}</span>}
            </span>
          </label>
        </li>
      ))}
    </ul>
    <p className="hint">{words.most(mostAnswers)}</p>
  </>
);

/** The settings of the server, in groups. An address at which other computers reach it asks first. */
import { useId, useState } from 'react';
import type { Settings } from '../../main/shared/contract/settings.ts';
import { entryOf, namesIn, type SettingName } from '../../main/shared/settings/registry.ts';
import { deliberate } from '../controls/deliberate.ts';
import { GlobalSetting, SettingField } from '../controls/setting-field.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { useAsked } from '../state/use-asked.ts';
import { common } from '../words/common.ts';
import { serverWords } from '../words/local-server.ts';

const words = serverWords.server;

const groups: [name: string, settings: SettingName[]][] = [
  [words.groups.reach, ['apiNeedsKey', 'apiPort', 'apiAddresses', 'apiHosts', 'apiOrigins']],
  [words.groups.models, ['apiLoadsModels', 'apiModelsAtOnce', 'apiAliases']],
  [
    words.groups.beginnings,
    [
      'apiDropsBilling',
      'apiMovesDates',
      'apiMovesReminders',
      'apiSortsTools',
      'apiSortsSchemas',
      'apiNumbersCalls',
      'apiUntouched',
    ],
  ],
];
const named = new Set<SettingName>(['apiServer', ...groups.flatMap(([, names]) => names)]);
/** Whatever else belongs to the server. */
const others = namesIn('all').filter((name) => entryOf(name).group === 'programs' && !named.has(name));

export const ServerSettings = () => {
  const id = useId();
  return [...groups, [words.groups.limits, others] as const].map(([title, names]) => (
    <section key={title} className="server-group" aria-labelledby={`${id}-${names[0]}`}>
      <h2 id={`${id}-${names[0]}`}>{title}</h2>
      {names.map((name) =>
        name === 'apiAddresses' ? <ReachSetting key={name} /> : <GlobalSetting key={name} name={name} />,
      )}
    </section>
  ));
};

/** Waits for an answer before it changes the addresses. */
interface Question {
  patch: Partial<Settings>;
  answer: (isAllowed: boolean) => void;
}

const ReachSetting = () => {
  const session = useSession();
  const values = useWindow((state) => state.settings);
  const [asked, setAsked] = useState<Question | null>(null);
  const change = async (patch: Partial<Settings>): Promise<void> => {
    const before = new Set(values?.apiAddresses ?? []);
    const isWider = (patch.apiAddresses ?? []).some((address) => !before.has(address));
    const isAllowed = !isWider || (await new Promise<boolean>((answer) => setAsked({ patch, answer })));
    setAsked(null);
    if (isAllowed) await session.changeSettings(patch);
  };
  return (
    <>
      <SettingField
        name="apiAddresses"
        scope="all"
        values={values ?? {}}
        change={(patch) => change(patch as Partial<Settings>)}
      />
      {asked !== null && <ReachQuestion answer={asked.answer} />}
    </>
  );
};

const ReachQuestion = ({ answer }: Pick<Question, 'answer'>) => {
  const id = useId();
  const session = useSession();
  const keys = useWindow((state) => state.apiKeys);
  useAsked(keys === null, session.askApiKeys);
  const hasKey = keys !== null && keys.length > 0;
  return (
    <div className="server-question" role="alertdialog" aria-labelledby={id}>
      <p id={id}>{keys === null || hasKey ? words.reach.question : words.reach.needsKey}</p>
      <div className="field-row">
        <button type="button" className="button" ref={focus} onClick={deliberate(() => answer(false))}>
          {common.cancel}
        </button>
        {hasKey ? (
          <button type="button" className="button is-danger" onClick={deliberate(() => answer(true))}>
            {words.reach.allow}
          </button>
        ) : (
          <button
            type="button"
            className="button"
            onClick={() => {
              answer(false);
              session.showPage('api', 'keys');
            }}
          >
            {words.reach.makeKey}
          </button>
        )}
      </div>
    </div>
  );
};

const focus = (button: HTMLButtonElement | null): void => button?.focus({ preventScroll: true });

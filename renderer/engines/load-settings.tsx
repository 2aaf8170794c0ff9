/** The settings of one model, drawn from the registry. An empty field shows what applies instead. */
import { groups, type Group } from '../../main/shared/settings/entry.ts';
import { entryOf, namesIn } from '../../main/shared/settings/registry.ts';
import { Confirm } from '../controls/confirm.tsx';
import { Problem } from '../controls/problem.tsx';
import { SettingField } from '../controls/setting-field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useWindow } from '../state/use-session.ts';
import { loadSettingsWords as words } from '../words/load-settings.ts';
import { countSet, type OwnSettings } from './use-load-settings.ts';

const names = namesIn('model');
const shownGroups = (Object.keys(groups) as Group[]).filter((group) =>
  names.some((name) => entryOf(name).group === group),
);

interface Props extends OwnSettings {
  path: string;
}

export const LoadSettingsFields = ({ path, own, problem, change, reset }: Props) => {
  const all = useWindow((state) => state.settings);
  // Only the engine reads what the file recommends.
  const recommended = useWindow(({ engine }) =>
    engine?.model?.path === path ? engine.model.recommended : null,
  );
  const [resetProblem, attempt] = useAttempt();
  if (problem !== null) return <p className="field-problem">{problem}</p>;
  if (own === null || all === null) return <p className="hint">{words.reading}</p>;
  const changed = countSet(own);
  return (
    <div className="load-settings">
      <div className="load-settings-head">
        <p className="hint">{words.about}</p>
        <Confirm
          label={words.resetAsked}
          question={words.resetQuestion(changed)}
          yes={words.resetAll}
          isAtEnd
          isDisabled={changed === 0}
          act={() => attempt(reset())}
        />
      </div>
      <Problem text={resetProblem} />
      {shownGroups.flatMap((group) => [
        <h4 key={group}>{groups[group]}</h4>,
        ...names
          .filter((name) => entryOf(name).group === group)
          .map((name) => (
            <SettingField
              key={name}
              name={name}
              scope="model"
              values={own}
              wider={[all]}
              recommended={recommended}
              change={change}
            />
          )),
      ])}
    </div>
  );
};

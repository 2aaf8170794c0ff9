/** The settings of the desktop application. */
import { entryOf, namesIn } from '../../main/shared/settings/registry.ts';
import { Problem } from '../controls/problem.tsx';
import { GlobalSetting } from '../controls/setting-field.tsx';
import { useWindow } from '../state/use-session.ts';
import { settingsWords as words } from '../words/settings.ts';

const names = namesIn('all').filter((name) => entryOf(name).group === 'desktop');

export const DesktopSettings = () => {
  const isOn = useWindow((state) => state.settings?.quickWindow === true);
  const areTaken = useWindow((state) => state.areQuickKeysTaken);
  return (
    <>
      {names
        .filter((name) => name !== 'quickKeys' || isOn)
        .map((name) => (
          <GlobalSetting key={name} name={name} />
        ))}
      {isOn && areTaken && <Problem text={words.quickKeysTaken} />}
    </>
  );
};

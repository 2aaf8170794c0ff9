/**
 * The settings for all models in sections, with a list of these beside them in a wide window. Settings are drawn from the registry.
 * Each change applies at once; a refused one keeps the typed text.
 */
import { useEffect, useId, useRef, useState, type ComponentType, type RefObject } from 'react';
import { groups, type Group } from '../../main/shared/settings/entry.ts';
import { entryOf, namesIn, type SettingName } from '../../main/shared/settings/registry.ts';
import { BackupSection } from '../backup/backup-section.tsx';
import { SyncSection } from '../backup/sync-section.tsx';
import { GlobalSetting } from '../controls/setting-field.tsx';
import { Connections } from '../network/connections.tsx';
import { useClosePopover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { aboutWords } from '../words/about.ts';
import { backupWords } from '../words/backup.ts';
import { serverWords } from '../words/local-server.ts';
import { settingsWords as words } from '../words/settings.ts';
import { DesktopSettings } from './desktop-settings.tsx';
import { LogSection } from './log-section.tsx';
import { AboutHearth } from './about-hearth.tsx';
import { SnapshotSpace } from './snapshot-space.tsx';

interface Section {
  id: string;
  title: string;
  Content: ComponentType;
}

/** The settings with a control of their own. */
const ownControls: Partial<Record<SettingName, ComponentType>> = { snapshotBudget: SnapshotSpace };

/** `group` names the section, which has the settings of `others` as well. */
const settingsOf = (group: Group, ...others: Group[]): Section => {
  const names = [group, ...others].flatMap((one) =>
    namesIn('all').filter((name) => entryOf(name).group === one),
  );
  const Content = () =>
    names.map((name) => {
      const Own = ownControls[name];
      return Own ? <Own key={name} /> : <GlobalSetting key={name} name={name} />;
    });
  return { id: group, title: groups[group], Content };
};

/** The local server has a page of its own. */
const LocalServer = () => {
  const session = useSession();
  const close = useClosePopover();
  return (
    <button
      type="button"
      className="button is-wide"
      onClick={() => {
        close();
        session.showPage('api', 'server');
      }}
    >
      {serverWords.open}
    </button>
  );
};

const sectionsOf = (isDesktop: boolean): Section[] => [
  settingsOf('window'),
  settingsOf('memoryAndSpeed'),
  settingsOf('prompt', 'sampling', 'repetition'),
  { id: 'network', title: groups.network, Content: Connections },
  { id: 'programs', title: groups.programs, Content: LocalServer },
  ...(isDesktop ? [{ id: 'desktop', title: groups.desktop, Content: DesktopSettings }] : []),
  { id: 'backup', title: backupWords.backup.title, Content: BackupSection },
  { id: 'sync', title: backupWords.sync.title, Content: SyncSection },
  { id: 'logs', title: words.logs.title, Content: LogSection },
  { id: 'about', title: aboutWords.title, Content: AboutHearth },
];

export const SettingsPanel = () => {
  const shell = useWindow((state) => state.app?.shell ?? null);
  const hasSettings = useWindow((state) => state.settings !== null);
  if (!hasSettings || shell === null) return <p className="hint">{words.notConnected}</p>;
  return <Sections isDesktop={shell === 'window'} />;
};

const Sections = ({ isDesktop }: { isDesktop: boolean }) => {
  const id = useId();
  const [sections] = useState(() => sectionsOf(isDesktop));
  const content = useRef<HTMLDivElement>(null);
  const [shown, choose] = useShownSection(content);
  return (
    <>
      <nav aria-label={words.sections}>
        <h2>{words.title}</h2>
        {sections.map((section, index) => (
          <button
            type="button"
            key={section.id}
            aria-current={index === shown ? 'true' : undefined}
            onClick={() => {
              const heading = document.getElementById(`${id}-${section.id}`);
              heading?.scrollIntoView({ block: 'start' });
              heading?.focus({ preventScroll: true });
              choose(index);
            }}
          >
            {section.title}
          </button>
        ))}
      </nav>
      <div className="settings-sections" ref={content}>
        {sections.map(({ id: name, title, Content }) => (
          <section key={name} aria-labelledby={`${id}-${name}`}>
            <h3 id={`${id}-${name}`} tabIndex={-1}>
              {title}
            </h3>
            <Content />
          </section>
        ))}
      </div>
    </>
  );
};

/**
 * The index of the section that the top of the panel shows, or of the one that was chosen last, as long as the panel is where that
 * has put it: the last sections do not reach the top.
 */
const useShownSection = (
  content: RefObject<HTMLElement | null>,
): [shown: number, choose: (index: number) => void] => {
  const [shown, setShown] = useState(0);
  const chosenAt = useRef<number | null>(null);
  useEffect(() => {
    const panel = content.current?.closest('.popover');
    if (!panel) return undefined;
    const look = (): void => {
      if (panel.scrollTop === chosenAt.current) return;
      chosenAt.current = null;
      const edge = panel.getBoundingClientRect().top + panel.clientHeight / 4;
      const isAtEnd = panel.scrollTop > 0 && panel.scrollTop + panel.clientHeight >= panel.scrollHeight - 2;
      const all = [...content.current!.children];
      const index = all.findLastIndex((section) => section.getBoundingClientRect().top <= edge);
      setShown(isAtEnd ? all.length - 1 : Math.max(0, index));
    };
    panel.addEventListener('scroll', look);
    return () => panel.removeEventListener('scroll', look);
  }, [content]);
  const choose = (index: number): void => {
    chosenAt.current = content.current?.closest('.popover')?.scrollTop ?? null;
    setShown(index);
  };
  return [shown, choose];
};

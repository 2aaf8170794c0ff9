/**
 * The settings for all models in sections, with a list of these beside them in a wide window. Settings are drawn from the registry.
 * Each change applies at once; a refused one keeps the typed text.
 */
import { useEffect, useEffectEvent, useRef, useState, type ComponentType, type RefObject } from 'react';
import type { Group } from '../../main/shared/settings/entry.ts';
import { entryOf, namesIn, type SettingName } from '../../main/shared/settings/registry.ts';
import { BackupSection } from '../backup/backup-section.tsx';
import { SyncSection } from '../backup/sync-section.tsx';
import { GlobalSetting } from '../controls/setting-field.tsx';
import {
  sectionElement,
  sectionTitle,
  settingSections,
  type SettingSection,
} from '../controls/setting-places.ts';
import { Connections } from '../network/connections.tsx';
import { useClosePopover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { serverWords } from '../words/local-server.ts';
import { settingsWords as words } from '../words/settings.ts';
import { DesktopSettings } from './desktop-settings.tsx';
import { LogSection } from './log-section.tsx';
import { AboutHearth } from './about-hearth.tsx';
import { SnapshotSpace } from './snapshot-space.tsx';

/** The settings with a control of their own. */
const ownControls: Partial<Record<SettingName, ComponentType>> = { snapshotBudget: SnapshotSpace };

/** The settings of these groups. */
const settingsOf = (...shown: Group[]): ComponentType => {
  const names = shown.flatMap((one) => namesIn('all').filter((name) => entryOf(name).group === one));
  return () =>
    names.map((name) => {
      const Own = ownControls[name];
      return Own ? <Own key={name} /> : <GlobalSetting key={name} name={name} />;
    });
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

const contents: Record<SettingSection, ComponentType> = {
  window: settingsOf('window'),
  memoryAndSpeed: settingsOf('memoryAndSpeed'),
  prompt: settingsOf('prompt', 'sampling', 'repetition'),
  network: Connections,
  programs: LocalServer,
  desktop: DesktopSettings,
  backup: BackupSection,
  sync: SyncSection,
  logs: LogSection,
  about: AboutHearth,
};

export const SettingsPanel = () => {
  const shell = useWindow((state) => state.app?.shell ?? null);
  const hasSettings = useWindow((state) => state.settings !== null);
  if (!hasSettings || shell === null) return <p className="hint">{words.notConnected}</p>;
  return <Sections isDesktop={shell === 'window'} />;
};

/** The time that the content of all sections takes to come, in ms. */
const settlingMs = 1000;

const Sections = ({ isDesktop }: { isDesktop: boolean }) => {
  const [sections] = useState(() => settingSections(isDesktop));
  const content = useRef<HTMLDivElement>(null);
  const [shown, choose] = useShownSection(content);
  const asked = useWindow(({ panel }) => panel?.focus);
  const lead = useEffectEvent((index: number): void => {
    content.current!.children[index]!.scrollIntoView({ block: 'start' });
    choose(index);
  });
  useEffect(() => {
    const index = sections.findIndex((section) => sectionElement(section) === asked);
    if (index === -1) return undefined;
    lead(index);
    // Some sections get their content a moment later, and only then can the last ones reach the top.
    const watch = new ResizeObserver(() => lead(index));
    watch.observe(content.current!);
    const timer = setTimeout(() => watch.disconnect(), settlingMs);
    return () => {
      clearTimeout(timer);
      watch.disconnect();
    };
  }, [sections, asked]);
  return (
    <>
      <nav aria-label={words.sections}>
        <h2>{words.title}</h2>
        {sections.map((section, index) => (
          <button
            type="button"
            key={section}
            aria-current={index === shown ? 'true' : undefined}
            onClick={() => {
              const heading = document.getElementById(sectionElement(section));
              heading?.scrollIntoView({ block: 'start' });
              heading?.focus({ preventScroll: true });
              choose(index);
            }}
          >
            {sectionTitle(section)}
          </button>
        ))}
      </nav>
      <div className="settings-sections" ref={content}>
        {sections.map((section) => {
          const Content = contents[section];
          return (
            <section key={section} aria-labelledby={sectionElement(section)}>
              <h3 id={sectionElement(section)} tabIndex={-1}>
                {sectionTitle(section)}
              </h3>
              <Content />
            </section>
          );
        })}
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

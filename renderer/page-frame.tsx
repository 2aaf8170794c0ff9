/** The common parts of all pages: title, tabs, notices, the focus on entering, and a place for the page itself. */
import { useEffect, useRef } from 'react';
import { Tabs } from './controls/tabs.tsx';
import { PageFindBar } from './find/page-find-bar.tsx';
import { Notices } from './notices.tsx';
import { shownOf, type Page, type Tab } from './pages.tsx';
import { useSession, useWindow } from './state/use-session.ts';
import { frameWords as words } from './words/frame.ts';

export const PageFrame = () => {
  const pageId = useWindow((state) => state.page);
  const tabs = useWindow((state) => state.tabs);
  const { page, tab } = shownOf({ page: pageId, tabs });
  const title = useWindow(page.title ?? (() => page.name));
  useEffect(() => {
    document.title = words.windowTitle(title);
  }, [title]);
  useFocusOnEntering(page.id);
  const whole = useRef<HTMLDivElement>(null);
  return (
    <>
      {page.hasHeading ? (
        <div className="page" ref={whole}>
          <h1 className="page-title" tabIndex={-1}>
            {title}
          </h1>
          <Content page={page} tab={tab} title={title} />
          <PageFindBar page={whole} />
        </div>
      ) : (
        <>
          <h1 className="hidden" dir="auto" tabIndex={-1}>
            {title}
          </h1>
          <Content page={page} tab={tab} title={title} />
        </>
      )}
      <div className="foot">
        <Notices />
        {page.Foot && <page.Foot />}
      </div>
    </>
  );
};

interface ContentProps {
  page: Page;
  tab: Tab | undefined;
  title: string;
}

const Content = ({ page: { id, content: Whole }, tab, title }: ContentProps) => {
  const { showPage } = useSession();
  if (typeof Whole === 'function') return <Whole />;
  if (tab === undefined) return null;
  return (
    <Tabs
      id={id}
      label={title}
      tabs={Whole.map(({ id: tabId, title: label, Mark }) => ({
        id: tabId,
        label,
        mark: Mark && <Mark />,
      }))}
      shown={tab.id}
      show={(next) => showPage(id, next)}
      panelClass={`${id}-panel is-${tab.id}`}
    >
      <tab.Component />
    </Tabs>
  );
};

/** The element that had the focus may be gone with the previous page. */
const useFocusOnEntering = (pageId: string): void => {
  const last = useRef(pageId);
  useEffect(() => {
    if (last.current === pageId) return;
    last.current = pageId;
    if (document.activeElement !== document.body) return;
    const tab = document.querySelector<HTMLElement>('.tabs [role="tab"][aria-selected="true"]');
    (tab ?? document.querySelector<HTMLElement>('main h1'))?.focus({ preventScroll: true });
  }, [pageId]);
};

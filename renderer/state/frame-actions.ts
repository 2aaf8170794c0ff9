/** The actions of the frame: opening pages, panels and, in a narrow window, the list of chats. */
import type { Behind } from './behind.ts';
import { pageShown, type PanelId } from './frame.ts';
import { wasRefused } from './loading.ts';
import { closePane } from './panes.ts';

let zoomTimer: ReturnType<typeof setTimeout> | undefined;
/** How long the new size of the page is shown, in ms. */
const zoomMs = 1_500;

export const createFrameActions = ({ get, update, put }: Behind) => ({
  quickKeysTaken: (areQuickKeysTaken: boolean): void => put({ areQuickKeysTaken }),
  /** The shell has changed the size of the page. */
  zoomed: (percent: number): void => {
    put({ zoom: percent });
    clearTimeout(zoomTimer);
    zoomTimer = setTimeout(() => put({ zoom: null }), zoomMs);
  },
  /**
   * Shows a page, at one of its tabs if `tab` is given. The reason why an earlier load was refused is not shown again there.
   */
  showPage: (page: string, tab?: string): void => {
    const isSeen = tab !== undefined && wasRefused(get());
    put({ ...pageShown(get(), page, tab), ...(isSeen ? { load: null } : {}) });
  },
  openPanel: (id: PanelId, focus?: string): void => {
    if (get().panel?.id !== id) put({ panel: focus === undefined ? { id } : { id, focus } });
  },
  closePanel: (id: PanelId): void => {
    if (get().panel?.id === id) put({ panel: null });
  },
  togglePanel: (id: PanelId): void => put({ panel: get().panel?.id === id ? null : { id } }),
  /** Closes the pane beside the list of the shown tab. */
  closePane: (): void => update(closePane),
  openDrawer: (isDrawerOpen: boolean): void => put({ isDrawerOpen }),
  dismissProblem: (): void => put({ problem: null }),
});

/** The slice of the frame around all pages: the open page, tab and panel, and the sentence at its foot. */

/** A panel or dialog that can be opened from elsewhere in the window. */
export type PanelId =
  | 'model'
  | 'settings'
  | 'chat'
  | 'add-model'
  | 'palette'
  | 'shortcuts'
  | 'report'
  | 'transfer'
  | 'tree'
  | 'compare'
  | 'attach'
  | 'prompts';

export interface FrameState {
  /** The id of the shown page in renderer/pages.tsx. */
  page: string;
  /** The chosen tab of each page by the page's id; a page that is not in it shows its first tab. */
  tabs: Readonly<Record<string, string>>;
  /** The search in a page that is no conversation: the text in the field, and what is searched for, folded. `null`: the bar is closed. */
  onPage: { text: string; terms: readonly string[] } | null;
  /** The open panel; `focus` is the id of the element in it that gets the focus. */
  panel: { id: PanelId; focus?: string } | null;
  /** True while the list of chats covers a narrow window. */
  isDrawerOpen: boolean;
  /** The size of the page in percent, for a moment after it has changed. */
  zoom: number | null;
  /** The desktop shell could not get the keys of the quick window, because another program has them. */
  areQuickKeysTaken: boolean;
  /** One sentence about the last refused call, at the foot of the page. */
  problem: string | null;
}

export const frameState: FrameState = {
  page: 'chat',
  tabs: { models: 'library' },
  onPage: null,
  panel: null,
  isDrawerOpen: false,
  zoom: null,
  areQuickKeysTaken: false,
  problem: null,
};

/** True if this tab of this page is on screen. */
export const isShown = ({ page, tabs }: FrameState, pageId: string, tab: string): boolean =>
  page === pageId && tabs[pageId] === tab;

/** The change that shows a page, at one of its tabs if `tab` is given. */
export const pageShown = (
  { tabs, onPage, page: last }: FrameState,
  page: string,
  tab?: string,
): Pick<FrameState, 'page' | 'tabs' | 'onPage' | 'isDrawerOpen'> => ({
  page,
  tabs: tab === undefined ? tabs : { ...tabs, [page]: tab },
  onPage: page === last ? onPage : null,
  isDrawerOpen: false,
});

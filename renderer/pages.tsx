/**
 * The registry of pages. The frame (page-frame.tsx), the header and the shortcuts know a page only by its entry: a new page is
 * a component and an entry here, with its texts in words/.
 */
import { Boxes, Files, Gauge, Plug, type LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { ClientsSection } from './api/clients-section.tsx';
import { ConnectSection } from './api/connect-section.tsx';
import { KeysSection } from './api/keys-section.tsx';
import { ApiRequestsSection } from './api/requests-section.tsx';
import { ServerMark } from './api/server-mark.tsx';
import { ServerSection } from './api/server-section.tsx';
import { ChatFoot, ChatPage } from './chats/chat-page.tsx';
import type { Command } from './commands/commands.ts';
import type { Keys } from './commands/keys.ts';
import { DocumentsPage } from './documents/documents-page.tsx';
import { DownloadCount } from './downloads/download-count.tsx';
import { DownloadsSection } from './downloads/downloads-section.tsx';
import { FindSection } from './hub/find-section.tsx';
import { LibrarySection } from './library/library-section.tsx';
import { BenchmarkSection } from './measuring/benchmark-section.tsx';
import { MachineSection } from './measuring/machine-section.tsx';
import { StatisticsSection } from './measuring/statistics-section.tsx';
import { RequestsSection } from './network/requests-section.tsx';
import type { Session } from './state/session.ts';
import type { WindowState } from './state/window-state.ts';
import { commandWords } from './words/commands.ts';
import { chatWords } from './words/chat.ts';
import { documentsWords } from './words/documents.ts';
import { serverWords } from './words/local-server.ts';
import { pageWords as words } from './words/pages.ts';

export interface Tab {
  /** The id for `showPage` and for `tabs` in the window's state. */
  id: string;
  title: string;
  Component: ComponentType;
  /** Shown beside the title; its text is part of the tab's name. */
  Mark?: ComponentType;
}

export interface Page {
  /** The id for `showPage` and for `page` in the window's state. */
  id: string;
  name: string;
  /** The title of the page and of the window, if it is not always the name. */
  title?: (state: WindowState) => string;
  /** False if the page shows in another way what it is; only screen readers get the title then. */
  hasHeading: boolean;
  /** The button in the header; it leads back to the chat while the page is open. */
  button?: {
    Icon: LucideIcon;
    hint: string;
    keys: Keys | null;
    /** Shown on the icon; its text is part of the button's name. */
    Mark?: ComponentType;
  };
  /** The whole page, or its tabs; the first tab is shown at first. */
  content: ComponentType | readonly [Tab, ...Tab[]];
  /** Shown below the notices. */
  Foot?: ComponentType;
}

/** The first page is shown at the start; Escape returns to it. */
export const pages: readonly [Page, ...Page[]] = [
  {
    id: 'chat',
    name: words.chat.title,
    title: ({ chats, shownChatId }) =>
      chats.find(({ id }) => id === shownChatId)?.title ?? chatWords.list.newChat,
    hasHeading: false,
    content: ChatPage,
    Foot: ChatFoot,
  },
  {
    id: 'documents',
    name: documentsWords.page.title,
    hasHeading: true,
    button: { Icon: Files, hint: documentsWords.page.hint, keys: { key: 'D', mod: true, shift: true } },
    content: DocumentsPage,
  },
  {
    id: 'models',
    name: words.models.title,
    hasHeading: true,
    button: { Icon: Boxes, hint: words.models.hint, keys: { key: 'M', mod: true, shift: true } },
    content: [
      { id: 'library', title: words.models.library, Component: LibrarySection },
      { id: 'find', title: words.models.find, Component: FindSection },
      { id: 'downloads', title: words.models.downloads, Component: DownloadsSection, Mark: DownloadCount },
      { id: 'requests', title: words.models.requests, Component: RequestsSection },
    ],
  },
  {
    id: 'lens',
    name: words.lens.title,
    hasHeading: true,
    button: { Icon: Gauge, hint: words.lens.hint, keys: null },
    content: [
      { id: 'statistics', title: words.lens.statistics, Component: StatisticsSection },
      { id: 'benchmark', title: words.lens.benchmark, Component: BenchmarkSection },
      { id: 'machine', title: words.lens.machine, Component: MachineSection },
    ],
  },
  {
    id: 'api',
    name: serverWords.page.title,
    hasHeading: true,
    button: { Icon: Plug, hint: serverWords.page.hint, keys: null, Mark: ServerMark },
    content: [
      { id: 'server', title: serverWords.page.server, Component: ServerSection },
      { id: 'connect', title: serverWords.page.connect, Component: ConnectSection },
      { id: 'keys', title: serverWords.page.keys, Component: KeysSection },
      { id: 'requests', title: serverWords.page.requests, Component: ApiRequestsSection },
      { id: 'clients', title: serverWords.page.clients, Component: ClientsSection },
    ],
  },
];

/** The shown page, and its shown tab if it has tabs. */
export const shownOf = ({ page, tabs }: Pick<WindowState, 'page' | 'tabs'>): { page: Page; tab?: Tab } => {
  const shown = pages.find(({ id }) => id === page) ?? pages[0];
  if (typeof shown.content === 'function') return { page: shown };
  return { page: shown, tab: shown.content.find(({ id }) => id === tabs[shown.id]) ?? shown.content[0] };
};

/** A command with the name that menus know it by. */
type NamedCommand = Command & { id: string };

/** The commands of the pages that have a button: their keys lead back to the chat while the page is open. */
export const pageCommands: readonly NamedCommand[] = pages.flatMap(({ id, name, button }) =>
  button === undefined
    ? []
    : [
        {
          id: `page.${id}`,
          name,
          keys: button.keys,
          where: 'window' as const,
          applies: () => true,
          isListed: ({ page }: WindowState) => page !== id,
          run: ({ store, showPage }: Session) => showPage(store.getState().page === id ? pages[0].id : id),
        },
      ],
);

/** A command for each tab. */
export const tabCommands: readonly NamedCommand[] = pages.flatMap(({ id, name, content }) =>
  typeof content === 'function'
    ? []
    : content.map(({ id: tabId, title }) => ({
        id: `tab.${id}.${tabId}`,
        name: commandWords.tab(name, title),
        keys: null,
        where: 'window' as const,
        applies: (state: WindowState) => {
          const shown = shownOf(state);
          return shown.page.id !== id || shown.tab?.id !== tabId;
        },
        run: ({ showPage }: Session) => showPage(id, tabId),
      })),
);

/** The actions on documents: attaching them, the library, and the reader. */
import type { Attached, DocumentInfo } from '../../main/shared/contract/documents.ts';
import { sentenceOf as sentenceOfTold } from '../words/told.ts';
import { attachedIn, keepAttached, withAttached } from './attached.ts';
import type { Behind } from './behind.ts';
import type { DocumentsState, ShownDocument } from './documents.ts';
import { newChatDraft, type Drafts } from './drafts.ts';
import { focusComposer } from './focus-composer.ts';
import type { ChosenFile } from './transfer-actions.ts';
import { packed, upload } from './upload.ts';

/** Takes documents that were added. */
export type Attach = (documents: readonly DocumentInfo[]) => void;

/** Documents are attached whole at first. */
export const wholeOf = (documents: readonly DocumentInfo[]): Attached[] =>
  documents.map(({ id }) => ({ documentId: id, mode: 'whole' }));

export const createDocumentActions = (
  { call, get, put, tryCall }: Behind,
  drafts: Drafts,
  showChat: (chatId: string | null) => void,
) => {
  const askDocuments = async (): Promise<void> => put({ documents: await call('documents', {}) });
  const askDocumentStates = async (): Promise<void> =>
    put({ documentStates: await call('documentStates', {}) });

  /** Adds files to the library; what cannot be added is told at the foot of the page. */
  const add = async (paths: string[], uploads: string[]): Promise<readonly DocumentInfo[]> => {
    if (get().documents === null) await askDocuments();
    const { documents, refused } = await call('addDocuments', { paths, uploads });
    if (refused.length > 0) put({ problem: refused.map(sentenceOfTold).join(' ') });
    return documents;
  };
  const attach = (place: string, documents: readonly DocumentInfo[]): void =>
    keepAttached(drafts, place, withAttached(attachedIn(drafts, place), wholeOf(documents)));
  /** By their paths where these are known, and as uploads otherwise. */
  const addFiles = async (files: readonly ChosenFile[]): Promise<readonly DocumentInfo[]> => {
    const uploads: string[] = [];
    try {
      for (const { file, path, folder } of files) {
        if (path !== null) continue;
        const name = folder?.name ?? file.name;
        put({ receivingDocument: name });
        if (folder === undefined) uploads.push(await upload(call, name, file));
        else {
          const { filesOfFolder } = await import('./folder-files.ts');
          uploads.push(await upload(call, name, packed(await filesOfFolder(folder)), true));
        }
      }
    } finally {
      put({ receivingDocument: null });
    }
    return add(
      files.flatMap(({ path }) => path ?? []),
      uploads,
    );
  };
  /** Attaches to the draft of the chat that is shown now. */
  const toShownDraft = (): Attach => {
    const place = get().shownChatId ?? newChatDraft;
    return (documents) => attach(place, documents);
  };
  /** Attaches nothing if no chat is on screen. */
  const toShownPage = (): Attach => (get().page === 'chat' ? toShownDraft() : () => undefined);

  return {
    askDocuments,
    askDocumentStates,
    /** Adds files to the library, and attaches them; by default to the draft of the shown chat if the chat is on screen. */
    attachFiles: (files: readonly ChosenFile[], to?: Attach): Promise<boolean> =>
      tryCall(async () => {
        if (files.length === 0) return;
        const attachTo = to ?? toShownPage();
        attachTo(await addFiles(files));
      }),
    /** Attaches the file or folder at a path. Rejects if it cannot be added. */
    attachPath: async (path: string, to: Attach = toShownDraft()): Promise<void> => {
      if (get().documents === null) await askDocuments();
      const { documents, refused } = await call('addDocuments', { paths: [path], uploads: [] });
      const [problem] = refused;
      if (problem !== undefined) throw new Error(sentenceOfTold(problem));
      to(documents);
    },
    /** Adds and attaches the folder that the user chooses in the system's dialog. */
    attachPickedFolder: (to?: Attach): Promise<boolean> =>
      tryCall(async () => {
        const attachTo = to ?? toShownPage();
        const path = await call('pickFolder', {});
        if (path !== null) attachTo(await add([path], []));
      }),
    attachDocuments: (documents: readonly DocumentInfo[], to: Attach = toShownDraft()): void => to(documents),
    /** Begins a new chat with these documents. */
    askAboutDocuments: (documents: readonly DocumentInfo[]): void => {
      showChat(null);
      attach(newChatDraft, documents);
      focusComposer();
    },
    queryDocuments: (patch: Partial<DocumentsState['documentQuery']>): void =>
      put({ documentQuery: { ...get().documentQuery, ...patch } }),
    openDocument: (
      documentId: string,
      { range = null, place = null }: Partial<Pick<ShownDocument, 'range' | 'place'>> = {},
    ): void => put({ shownDocument: { documentId, range, place }, isDrawerOpen: false }),
    /** Quotes a passage in the message box, with its citation. */
    quoteDocument: (passage: string, citation: string): void => {
      const place = get().shownChatId ?? newChatDraft;
      const quoted = `${passage.replaceAll(/^/gm, '> ')}\n${citation}\n\n`;
      const typed = drafts.of(place).trimEnd();
      drafts.keep(place, typed === '' ? quoted : `${typed}\n\n${quoted}`);
      if (get().page !== 'chat') put({ page: 'chat' });
      focusComposer();
    },
    closeDocument: (): void => put({ shownDocument: null }),
  };
};

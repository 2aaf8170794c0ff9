/** The actions on documents: attaching them, the library, and the reader. */
import type { Attached, DocumentInfo } from '../../main/shared/contract/documents.ts';
import { sentenceOf as sentenceOfTold } from '../words/told.ts';
import { attachedIn, keepAttached, withAttached } from './attached.ts';
import type { Behind } from './behind.ts';
import type { DocumentsState, ShownDocument } from './documents.ts';
import type { Drafts } from './drafts.ts';
import { focusComposer } from './focus-composer.ts';
import { sentenceOf } from './sentence.ts';
import type { ChosenFile } from './transfer-actions.ts';
import { packed, upload } from './upload.ts';
import { newChatDraft } from './window-address.ts';

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

  /** Adds what was sent; what cannot be added is told at the foot of the page, with the problems before. */
  const add = async (
    paths: string[],
    uploads: string[],
    problems: readonly string[] = [],
  ): Promise<readonly DocumentInfo[]> => {
    if (get().documents === null) await askDocuments();
    const { documents, refused } =
      paths.length + uploads.length === 0
        ? { documents: [], refused: [] }
        : await call('addDocuments', { paths, uploads });
    const all = [...problems, ...refused.map(sentenceOfTold)];
    if (all.length > 0) put({ problem: all.join(' ') });
    return documents;
  };
  /** Shows that these are being added, until `work` is over. */
  const whileAdding = async (names: readonly string[], work: () => Promise<void>): Promise<void> => {
    put({ addingDocuments: [...get().addingDocuments, ...names] });
    try {
      await work();
    } finally {
      const left = [...get().addingDocuments];
      for (const name of names) left.splice(left.indexOf(name), 1);
      put({ addingDocuments: left });
    }
  };
  const attach = (place: string, documents: readonly DocumentInfo[]): void =>
    keepAttached(drafts, place, withAttached(attachedIn(drafts, place), wholeOf(documents)));
  const sendFile = async ({ file, folder }: ChosenFile): Promise<string> => {
    if (folder === undefined) return upload(call, file.name, file);
    const { filesOfFolder } = await import('./folder-files.ts');
    return upload(call, folder.name, packed(await filesOfFolder(folder)), true);
  };
  /** By their paths where these are known, and as uploads otherwise. */
  const addFiles = async (files: readonly ChosenFile[]): Promise<readonly DocumentInfo[]> => {
    const uploads: string[] = [];
    const problems: string[] = [];
    for (const file of files)
      if (file.path === null)
        await sendFile(file).then(
          (id) => uploads.push(id),
          (error: unknown) => problems.push(sentenceOf(error)),
        );
    const paths = files.flatMap(({ path }) => path ?? []);
    return add(paths, uploads, problems);
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
        const names = files.map(({ file }) => file.name);
        await whileAdding(names, async () => attachTo(await addFiles(files)));
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
        if (path === null) return;
        const name = path.replace(/^.*[/\\]/, '');
        await whileAdding([name], async () => attachTo(await add([path], [])));
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

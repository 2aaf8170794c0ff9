/** The menu of a right click. */
import { desktopWords as words } from '../shared/words/desktop.ts';
import { roleItem, type TemplateItem } from './menu-template.ts';

/** The part of Electron's `ContextMenuParams` that is used here. */
interface Clicked {
  isEditable: boolean;
  selectionText: string;
  /** The address of the link under the pointer; empty if none. */
  linkURL: string;
  mediaType: string;
  hasImageContents: boolean;
  misspelledWord: string;
  dictionarySuggestions: readonly string[];
  editFlags: { canUndo: boolean; canRedo: boolean; canCut: boolean; canCopy: boolean; canPaste: boolean };
}

interface Actions {
  replace(word: string): void;
  learn(word: string): void;
  copyText(text: string): void;
  copyImage(): void;
  lookUp(): void;
}

/** Links whose address is of use elsewhere; the page has no others that lead out of it. */
const copied = /^(?:https?|mailto):/i;

/** The most suggestions that are offered. */
const mostSuggestions = 6;

/** No items: no menu opens. `platform`: `process.platform`. */
export const contextMenu = (clicked: Clicked, platform: string, actions: Actions): TemplateItem[] => {
  const { isEditable, selectionText, linkURL, misspelledWord, dictionarySuggestions, editFlags } = clicked;
  const hasSelection = selectionText.trim() !== '';
  const spelling: TemplateItem[] =
    misspelledWord === ''
      ? []
      : [
          ...dictionarySuggestions
            .slice(0, mostSuggestions)
            .map((word) => ({ label: word, click: () => actions.replace(word) })),
          { label: words.learnSpelling, click: () => actions.learn(misspelledWord) },
        ];
  const lookUp: TemplateItem[] =
    platform === 'darwin' && hasSelection ? [{ label: words.lookUp, click: actions.lookUp }] : [];
  const out: TemplateItem[] = [
    ...(copied.test(linkURL) ? [{ label: words.copyLink, click: () => actions.copyText(linkURL) }] : []),
    ...(clicked.mediaType === 'image' && clicked.hasImageContents
      ? [{ label: words.copyImage, click: actions.copyImage }]
      : []),
  ];
  const edit: TemplateItem[] = isEditable
    ? [
        { ...roleItem('undo'), enabled: editFlags.canUndo },
        { ...roleItem('redo'), enabled: editFlags.canRedo },
        { type: 'separator' },
        { ...roleItem('cut'), enabled: editFlags.canCut },
        { ...roleItem('copy'), enabled: editFlags.canCopy },
        { ...roleItem('paste'), enabled: editFlags.canPaste },
        { ...roleItem('pasteAndMatchStyle'), enabled: editFlags.canPaste },
        roleItem('selectAll'),
      ]
    : hasSelection
      ? [roleItem('copy')]
      : [];
  return [spelling, lookUp, out, edit]
    .filter((group) => group.length > 0)
    .flatMap((group, index): TemplateItem[] => (index === 0 ? group : [{ type: 'separator' }, ...group]));
};

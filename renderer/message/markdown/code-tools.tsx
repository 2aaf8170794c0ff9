/** The buttons of a code block, beside the one that copies it. */
import { Code, Download, Eye, WrapText } from 'lucide-react';
import { saveFile } from '../../controls/save-file.ts';
import { useSession } from '../../state/use-session.ts';
import { markdownWords as words } from '../../words/chat.ts';
import { fileNameFor } from './file-name.ts';

/** Wraps the lines of all code blocks; the choice is a setting. */
export const WrapButton = ({ isWrapped }: { isWrapped: boolean }) => {
  const session = useSession();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={words.wrapCode}
      aria-pressed={isWrapped}
      title={words.wrapCode}
      // Without a connection the lines stay as they are.
      onClick={() => void session.changeSettings({ wrapCode: !isWrapped }).catch(() => undefined)}
    >
      <WrapText aria-hidden />
    </button>
  );
};

export const SaveButton = ({ code, language }: { code: string; language: string | null }) => (
  <button
    type="button"
    className="icon-button"
    aria-label={words.saveCode}
    title={words.saveCode}
    onClick={() => saveFile(code.endsWith('\n') ? code : `${code}\n`, fileNameFor(code, language))}
  >
    <Download aria-hidden />
  </button>
);

interface ViewProps {
  kind: 'diagram' | 'preview';
  /** The diagram or the preview is shown, and not the source. */
  isViewed: boolean;
  toggle: () => void;
}

export const ViewButton = ({ kind, isViewed, toggle }: ViewProps) => (
  <button type="button" className="disclosure" onClick={toggle}>
    {isViewed ? <Code aria-hidden /> : <Eye aria-hidden />}
    {isViewed ? words.showSource : kind === 'diagram' ? words.showDiagram : words.showPreview}
  </button>
);

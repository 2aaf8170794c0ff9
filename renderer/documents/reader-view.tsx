/** How a PDF file is shown: as its pages, in which size, or as its text. */
import { MoveHorizontal, ZoomIn, ZoomOut } from 'lucide-react';
import { useId } from 'react';
import { keysText } from '../commands/keys.ts';
import { documentsWords } from '../words/documents.ts';

const words = documentsWords.reader;

export type ReaderViewName = 'pages' | 'text';

interface ViewsProps {
  view: ReaderViewName;
  choose: (view: ReaderViewName) => void;
}

export const ReaderViews = ({ view, choose }: ViewsProps) => {
  const name = useId();
  return (
    <div className="segments attached-modes" role="radiogroup" aria-label={words.views}>
      {(['pages', 'text'] as const).map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={view === one} onChange={() => choose(one)} />
          <span>{words[one]}</span>
        </label>
      ))}
    </div>
  );
};

interface ZoomProps {
  /** Of the natural size. */
  percent: number;
  isFitted: boolean;
  zoom: (by: 1 | -1 | 0) => void;
}

export const ReaderZoom = ({ percent, isFitted, zoom }: ZoomProps) => (
  <div className="reader-zoom" role="group" aria-label={words.zoom}>
    <button
      type="button"
      className="icon-button"
      aria-label={words.zoomOut}
      title={`${words.zoomOut} (${keysText({ key: '-', mod: true })})`}
      onClick={() => zoom(-1)}
    >
      <ZoomOut aria-hidden />
    </button>
    <span className="reader-percent">{words.percent(percent)}</span>
    <button
      type="button"
      className="icon-button"
      aria-label={words.zoomIn}
      title={`${words.zoomIn} (${keysText({ key: '+', mod: true })})`}
      onClick={() => zoom(1)}
    >
      <ZoomIn aria-hidden />
    </button>
    <button
      type="button"
      className="icon-button"
      aria-label={words.fitWidth}
      aria-pressed={isFitted}
      title={`${words.fitWidth} (${keysText({ key: '0', mod: true })})`}
      onClick={() => zoom(0)}
    >
      <MoveHorizontal aria-hidden />
    </button>
  </div>
);

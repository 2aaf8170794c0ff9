/** Shows the size of the page for a moment after it has changed. */
import { useWindow } from '../state/use-session.ts';
import { frameWords } from '../words/frame.ts';

export const ZoomMark = () => {
  const percent = useWindow((state) => state.zoom);
  return (
    <div role="status" className="zoom-mark" data-shown={percent !== null}>
      {percent === null ? '' : frameWords.zoom(percent)}
    </div>
  );
};

/**
 * HTML or SVG from an answer as it looks, in a sandboxed frame with an origin of its own and without scripts or requests
 * (renderer/public/frames/preview.html). Scripts never run: a script can connect to a server in ways that no policy of a page
 * forbids.
 */
import { useEffect, useRef } from 'react';
import { markdownWords as words } from '../../words/chat.ts';

export const Preview = ({ code }: { code: string }) => {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const send = (): void => frame.current?.contentWindow?.postMessage(code, '*');
    const heard = ({ source, data }: MessageEvent<unknown>): void => {
      if (source !== null && source === frame.current?.contentWindow && data === 'ready') send();
    };
    addEventListener('message', heard);
    // Another text for a frame that is there already; one that still loads does not hear it.
    send();
    return () => removeEventListener('message', heard);
  }, [code]);
  return (
    <div className="preview">
      <iframe
        ref={frame}
        sandbox="allow-scripts"
        src="frames/preview.html"
        title={words.previewTitle}
        referrerPolicy="no-referrer"
      />
    </div>
  );
};

/** On the button of the page: the server is on, runs a request, or has failed. */
import { useEffect } from 'react';
import { useSession, useWindow } from '../state/use-session.ts';
import { serverWords as words } from '../words/local-server.ts';

export const ServerMark = () => {
  const session = useSession();
  const isConnected = useWindow((state) => state.connection === 'open');
  const status = useWindow((state) => state.apiStatus);
  useEffect(() => {
    // Without it, the button has no mark.
    if (isConnected) session.askApiStatus().catch(() => undefined);
  }, [session, isConnected]);
  if (status === null || status.state === 'off') return null;
  const state = status.state === 'failed' ? 'failed' : status.running > 0 ? 'busy' : 'on';
  return (
    <span className="server-mark" data-state={state}>
      <span className="hidden">{words.mark[state]}</span>
    </span>
  );
};

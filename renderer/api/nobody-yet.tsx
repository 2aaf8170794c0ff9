/** In place of a list of requests or clients while no program has used the server, with the way to connect one. */
import { useSession } from '../state/use-session.ts';
import { serverWords } from '../words/local-server.ts';

export const NobodyYet = ({ text }: { text: string }) => {
  const { showPage } = useSession();
  return (
    <div className="page-note">
      <p role="status">{text}</p>
      <button type="button" className="button is-main" onClick={() => showPage('api', 'connect')}>
        {serverWords.server.connect}
      </button>
    </div>
  );
};

/** What to do about a model whose licence has to be accepted first. */
import { useSession, useWindow } from '../state/use-session.ts';
import { gatedWords as words } from '../words/find.ts';

export const Gated = ({ url }: { url: string }) => {
  const session = useSession();
  const hasToken = useWindow((state) => state.app?.hasHubToken === true);
  return (
    <div className="gated">
      <h3>{words.title}</h3>
      <p>
        {words.accept}
        <a href={url} target="_blank" rel="noopener noreferrer">
          {words.page}
        </a>
        {hasToken ? (
          words.withToken
        ) : (
          <>
            {words.thenToken}
            <button
              type="button"
              className="text-button"
              onClick={() => session.openPanel('settings', 'hub-token')}
            >
              {words.settings}
            </button>
            {words.end}
          </>
        )}
      </p>
    </div>
  );
};

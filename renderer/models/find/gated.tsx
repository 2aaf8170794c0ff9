/** What to do about a model whose terms have to be agreed to first. */
import { openPanel } from '../../parts/popover.tsx';
import { useWindow } from '../../state/use-session.ts';

export const Gated = ({ url }: { url: string }) => {
  const hasToken = useWindow((state) => state.app?.hasHubToken === true);
  return (
    <div className="gated">
      <h3>It is gated</h3>
      <p>
        Its makers want everyone who fetches it to agree to their terms first. Agree to them on{' '}
        <a href={url} target="_blank" rel="noopener noreferrer">
          its page
        </a>{' '}
        with an account of the hub.{' '}
        {hasToken
          ? 'Hearth has an access token, which must be one of that account.'
          : 'Then make an access token there and give it to Hearth: '}
        {!hasToken && (
          <button
            type="button"
            className="text-button"
            onClick={() => openPanel('settings-button', 'hub-token')}
          >
            Settings, Connections
          </button>
        )}
      </p>
    </div>
  );
};

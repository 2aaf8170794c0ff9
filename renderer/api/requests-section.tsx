/** Every request of another program, of all clients or of one. */
import { useState } from 'react';
import { Confirm } from '../controls/confirm.tsx';
import { NotHere } from '../controls/not-here.tsx';
import { Problem } from '../controls/problem.tsx';
import { saveFrom } from '../controls/save-link.ts';
import { useAttempt } from '../controls/use-attempt.ts';
import { clientName } from '../state/api.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { serverWords } from '../words/local-server.ts';
import { RequestRow } from './request-row.tsx';
import { NobodyYet } from './nobody-yet.tsx';

const words = serverWords.requests;

export const ApiRequestsSection = () => {
  const session = useSession();
  const requests = useWindow((state) => state.apiRequests);
  const asked = useAsked(requests === null, session.askApiRequests);
  return (
    <div className="api-section">
      <div className="api-head">
        <p>{words.about}</p>
      </div>
      {requests === null ? (
        <NotHere asked={asked} waiting={words.loading} />
      ) : requests.length === 0 ? (
        <NobodyYet text={words.none} />
      ) : (
        <List />
      )}
    </div>
  );
};

const List = () => {
  const session = useSession();
  const requests = useWindow((state) => state.apiRequests ?? []);
  const client = useWindow((state) => state.apiClient);
  const [problem, attempt] = useAttempt();
  const [savedTo, setSavedTo] = useState<string | null>(null);
  const clients = [...new Set(requests.map(clientName))].toSorted();
  const shown = client === '' ? requests : requests.filter((request) => clientName(request) === client);
  return (
    <>
      <div className="api-tools">
        <select
          className="filter"
          aria-label={words.client}
          data-chosen={client === '' ? undefined : ''}
          value={client}
          onChange={({ target }) => session.showApiClient(target.value)}
        >
          <option value="">{words.allClients}</option>
          {(clients.includes(client) || client === '' ? clients : [client, ...clients]).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <span className="api-sum" role="status">
          {savedTo === null ? words.sum(shown.length) : words.exported(savedTo)}
        </span>
        <button
          type="button"
          className="button"
          onClick={() => void attempt(session.exportApiRequests(saveFrom).then(setSavedTo))}
        >
          {words.export}
        </button>
        <Confirm
          label={common.clearAsked}
          question={words.clearQuestion}
          yes={common.delete}
          isAtEnd
          act={() => attempt(session.clearApiRequests())}
        />
      </div>
      <Problem text={problem} />
      {shown.length === 0 ? (
        <p className="page-note">{words.noneOf}</p>
      ) : (
        <ul className="api-list" aria-label={words.list}>
          {shown.map((request) => (
            <RequestRow key={request.id} request={request} />
          ))}
        </ul>
      )}
    </>
  );
};

/** Every request that Hearth sent: when, where to, why and how much, so that users can check its claims. */
import { dateLocale } from '../words/figures.ts';
import type { OutgoingRequest } from '../../main/shared/contract/network.ts';
import { OfflineSwitch } from './connections.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { NotHere } from '../controls/not-here.tsx';
import { useAsked } from '../state/use-asked.ts';
import { Confirm } from '../controls/confirm.tsx';
import { sentenceOf } from '../words/told.ts';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { networkLogWords as words } from '../words/network-log.ts';

export const RequestsSection = () => {
  const session = useSession();
  const requests = useWindow((state) => state.requests);
  const [problem, attempt] = useAttempt();
  const asked = useAsked(requests === null, session.askRequests);
  return (
    <div className="requests">
      <div className="requests-head">
        <p>{words.about}</p>
        <OfflineSwitch />
      </div>
      {requests === null ? (
        <NotHere asked={asked} waiting={words.reading} />
      ) : requests.length === 0 ? (
        <p className="page-note" role="status">
          {words.none}
        </p>
      ) : (
        <>
          <div className="requests-sum">
            <span role="status">{sumWords(requests)}</span>
            <Confirm
              label={common.clearAsked}
              question={words.clearQuestion}
              yes={common.delete}
              isAtEnd
              act={() => attempt(session.clearRequests())}
            />
          </div>
          <Problem text={problem} />
          <ul className="requests-list" aria-label={words.list}>
            {requests.map((request) => (
              <Request key={request.id} request={request} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
};

const sumWords = (requests: readonly OutgoingRequest[]): string => {
  const sent = requests.reduce((sum, one) => sum + one.sentBytes, 0);
  const received = requests.reduce((sum, one) => sum + one.receivedBytes, 0);
  const count = requests.reduce((sum, one) => sum + one.count, 0);
  return words.sum(count, sent, received);
};

const time = new Intl.DateTimeFormat(dateLocale(), {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
const restOf = (url: string): string => (URL.canParse(url) ? url.slice(new URL(url).origin.length) : '');

/** The outcome of a request: its status, why it failed, or that it is running. */
const outcome = ({ status, problem }: OutgoingRequest): string =>
  problem === null ? (status === null ? words.running : words.status(status)) : sentenceOf(problem);

const Request = ({ request }: { request: OutgoingRequest }) => {
  const { count, startedAt, method, url, why, status, problem, sentBytes, receivedBytes, ms } = request;
  const isWrong = problem !== null || (status !== null && status >= 400);
  return (
    <li className="request">
      <p className="request-why">{sentenceOf(why)}</p>
      <time className="request-time" dateTime={new Date(startedAt).toISOString()}>
        {time.format(startedAt)}
      </time>
      <p className="request-url">
        <span className="hint">{method}</span> <strong>{hostOf(url)}</strong>
        {restOf(url)}
      </p>
      <p className={isWrong ? 'request-outcome is-problem' : 'request-outcome'}>{outcome(request)}</p>
      <p className="request-size">{words.entry(count, sentBytes, receivedBytes, ms)}</p>
    </li>
  );
};

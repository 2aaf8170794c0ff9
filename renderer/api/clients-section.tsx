/** The sums of each client: what its prompts cost, what the cache saved, and why it did not save more. */
import { useEffect, useState } from 'react';
import type { ApiClient } from '../../main/shared/contract/api.ts';
import { NotHere } from '../controls/not-here.tsx';
import { useNow } from '../controls/use-now.ts';
import { clientName } from '../state/api.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { count, duration, tokens } from '../words/figures.ts';
import { serverWords } from '../words/local-server.ts';
import { ago } from '../words/models.ts';
import { TokenBar } from './token-bar.tsx';
import { NobodyYet } from './nobody-yet.tsx';

const words = serverWords.clients;

export const ClientsSection = () => {
  const { clients, problem, tryAgain } = useClients();
  const most = Math.max(1, ...(clients ?? []).map(({ promptTokens }) => promptTokens));
  return (
    <div className="api-section">
      <div className="api-head">
        <p>{words.about}</p>
        <p className="api-legend" aria-hidden="true">
          <i className="is-cached" />
          {words.cached}
          <i className="is-read" />
          {words.new}
        </p>
      </div>
      {clients === null ? (
        <NotHere asked={{ problem, tryAgain }} waiting={words.loading} />
      ) : clients.length === 0 ? (
        <NobodyYet text={words.none} />
      ) : (
        <ul className="api-list" aria-label={words.list}>
          {clients.map((client) => (
            <Client key={clientName(client)} client={client} scale={most} />
          ))}
        </ul>
      )}
    </div>
  );
};

/** How long after a request the sums are asked for again, in ms: several requests often end together. */
const restMs = 500;

const useClients = () => {
  const session = useSession();
  const isConnected = useWindow((state) => state.connection === 'open');
  const requests = useWindow((state) => state.apiRequests);
  const [clients, setClients] = useState<readonly ApiClient[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    // Their changes say when the sums have changed.
    if (isConnected && requests === null) session.askApiRequests().catch(() => undefined);
  }, [session, isConnected, requests]);
  const ended = requests?.filter(({ status }) => status !== null).length ?? 0;
  const isFirst = clients === null;
  useEffect(() => {
    if (!isConnected || attempts < 0 || ended < 0) return undefined;
    let isGone = false;
    const timer = setTimeout(
      () =>
        session.call('apiClients', {}).then(
          (told) => {
            if (!isGone) setClients(told);
          },
          (error: unknown) => {
            if (!isGone) setProblem(sentenceOf(error));
          },
        ),
      isFirst ? 0 : restMs,
    );
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [session, isConnected, ended, attempts, isFirst]);
  return {
    clients,
    problem,
    tryAgain: () => {
      setProblem(null);
      setAttempts(attempts + 1);
    },
  };
};

const Client = ({ client, scale }: { client: ApiClient; scale: number }) => {
  const session = useSession();
  const now = useNow();
  const { keyName, requests, lastAt, promptTokens } = client;
  return (
    <li className="client">
      <div className="client-head">
        <h2 dir="auto">
          {client.client === '' ? serverWords.requests.unknown : client.client}
          {keyName !== null && <span className="hint"> {keyName}</span>}
        </h2>
        <p className="hint">{words.requests(requests, ago(lastAt, now))}</p>
      </div>
      {promptTokens === 0 ? <p className="hint">{words.noModel}</p> : <Sums client={client} scale={scale} />}
      <button
        type="button"
        className="text-button"
        onClick={() => {
          session.showApiClient(clientName(client));
          session.showPage('api', 'requests');
        }}
      >
        {words.show}
      </button>
    </li>
  );
};

/** What the requests of a client cost that have reached a model. */
const Sums = ({ client, scale }: { client: ApiClient; scale: number }) => {
  const { requests, promptTokens, cachedTokens, newTokens, reasons } = client;
  const figures: readonly (readonly [string, string, string?])[] = [
    [words.prompt, tokens(promptTokens)],
    [words.cachedSum, count(cachedTokens)],
    [words.newSum, count(newTokens)],
    [words.generated, tokens(client.answerTokens)],
    [words.prefill, duration(client.prefillMs)],
    [words.decode, duration(client.decodeMs)],
    [words.saved, client.savedMs === null ? words.notKnown : duration(client.savedMs), words.savedMeaning],
  ];
  return (
    <>
      <TokenBar
        cached={cachedTokens}
        fresh={newTokens}
        scale={scale}
        label={words.bar(promptTokens, cachedTokens, newTokens)}
      />
      <dl className="client-figures">
        {figures.map(([term, value, meaning]) => (
          <div key={term} title={meaning}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {reasons.length === 0 ? (
        <p className="hint">{words.noReasons}</p>
      ) : (
        <div className="client-reasons">
          <h3>{words.reasons}</h3>
          <ul>
            {reasons.map((reason) => (
              <li key={reason.why}>
                <span lang="en">{reason.why}</span>{' '}
                <span className="hint">{words.reason(reason, requests)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
};

/** One request of another program; it opens into its two phases. */
import { ChevronDown } from 'lucide-react';
import { memo, useId, useState } from 'react';
import type { ApiRequestEntry, ApiRequestFigures } from '../../main/shared/contract/api.ts';
import { Facts } from '../controls/facts.tsx';
import { dateLocale, duration } from '../words/figures.ts';
import { serverWords } from '../words/local-server.ts';
import { BarPart, TokenBar } from './token-bar.tsx';

const words = serverWords.requests;

const time = new Intl.DateTimeFormat(dateLocale(), {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const outcome = ({ status, wasLeft }: ApiRequestEntry): string =>
  wasLeft ? words.left : status === null ? words.running : words.status(status);

export const RequestRow = memo(({ request }: { request: ApiRequestEntry }) => {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const { client, keyName, path, model, startedAt, status, figures, problem, ms } = request;
  const isWrong = problem !== null || (status !== null && status >= 400);
  return (
    <li className="api-request">
      <button
        type="button"
        className="api-request-line"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className="api-request-client" dir="auto">
          {client === '' ? words.unknown : client}
          {keyName !== null && <span className="hint"> {keyName}</span>}
        </span>
        <time className="api-request-time" dateTime={new Date(startedAt).toISOString()}>
          {time.format(startedAt)}
        </time>
        <span className="api-request-path">{path}</span>
        <span className={isWrong ? 'api-request-outcome is-problem' : 'api-request-outcome'}>
          {[outcome(request), ...(ms === null ? [] : [duration(ms)])].join(', ')}
        </span>
        {problem === null || isOpen ? (
          <span className="api-request-model" dir="auto">
            {model ?? words.noModel}
          </span>
        ) : (
          <span className="api-request-model is-problem" lang="en">
            {problem}
          </span>
        )}
        <span className="api-request-figures">
          {figures === null ? '' : words.line(figures.cachedTokens, figures.newTokens, figures.answerTokens)}
        </span>
        <ChevronDown aria-hidden className="chevron" />
      </button>
      {isOpen && <Opened id={id} request={request} />}
    </li>
  );
});

const Opened = ({ id, request }: { id: string; request: ApiRequestEntry }) => {
  const { figures, problem, content, sentBytes, receivedBytes } = request;
  return (
    <div id={id} className="api-request-open">
      {problem !== null && (
        <p className="is-problem" lang="en">
          {problem}
        </p>
      )}
      {figures === null ? (
        <p className="hint">{words.noFigures}</p>
      ) : (
        <>
          <Phases figures={figures} />
          <Facts facts={factsOf(figures)} />
        </>
      )}
      <Facts facts={[[words.traffic, words.trafficFigures(receivedBytes, sentBytes)]]} />
      {content === null ? (
        <p className="hint">{words.noContent}</p>
      ) : (
        <>
          <Content title={words.request} text={content.request} />
          <Content title={words.answer} text={content.answer} />
        </>
      )}
    </div>
  );
};

/** The two phases with the waiting before them, on one scale, and below it the tokens of the prompt. */
const Phases = ({ figures }: { figures: ApiRequestFigures }) => {
  const { queuedMs, prefillMs, decodeMs, promptTokens, cachedTokens, newTokens } = figures;
  const allMs = queuedMs + prefillMs + decodeMs;
  return (
    <div className="api-phases">
      <span className="hint" aria-hidden="true">
        {words.time}
      </span>
      <div className="phase-bar" role="img" aria-label={words.phases(queuedMs, prefillMs, decodeMs)}>
        <BarPart tone="is-wait" value={queuedMs} scale={allMs} />
        <BarPart tone="is-read" value={prefillMs} scale={allMs} />
        <BarPart tone="is-write" value={decodeMs} scale={allMs} />
      </div>
      <span className="hint" aria-hidden="true">
        {words.tokens}
      </span>
      <TokenBar
        cached={cachedTokens}
        fresh={newTokens}
        scale={promptTokens}
        label={words.promptFigures(promptTokens, cachedTokens, newTokens)}
      />
    </div>
  );
};

const factsOf = (figures: ApiRequestFigures) => {
  const { queuedMs, firstTokenMs, readFrom, restoredMs, whyNotMore } = figures;
  const from = words.readFrom[readFrom];
  return [
    [words.queued, queuedMs < 1 ? null : duration(queuedMs)],
    [words.prefill, words.prefillFigures(figures)],
    [words.decode, words.decodeFigures(figures)],
    [words.prompt, words.promptFigures(figures.promptTokens, figures.cachedTokens, figures.newTokens)],
    [words.firstToken, firstTokenMs === null ? null : duration(firstTokenMs)],
    [words.from, restoredMs > 0 ? `${from}, ${words.restored(restoredMs)}` : from],
    [
      words.whyNotMore,
      whyNotMore === null ? (
        words.onlyNew
      ) : (
        <span key="why" lang="en">
          {whyNotMore}
        </span>
      ),
    ],
  ] as const;
};

const Content = ({ title, text }: { title: string; text: string }) => (
  <figure className="api-content">
    <figcaption>{title}</figcaption>
    <pre tabIndex={0} dir="auto">
      {text}
    </pre>
  </figure>
);

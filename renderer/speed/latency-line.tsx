/**
 * The line under a finished answer that says where its time went; it opens in place into a table with definitions. How much of it
 * is shown before that is a setting: nothing, the figure of each phase, or all figures.
 */
import { useId } from 'react';
import type { Message, Timings } from '../../main/shared/contract/message.ts';
import { answerParts } from '../../main/shared/message/thoughts.ts';
import { writtenTokens } from '../../main/shared/message/written.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { useWindow } from '../state/use-session.ts';
import { latencyWords } from '../words/latency.ts';
import { count, duration, prefillSpeed as prefillSpeedOf, speed } from '../words/figures.ts';
import { endWords, LatencyTable, rowsOf } from './latency-table.tsx';
import { ReuseNote } from './reuse-note.tsx';
import { TimeStrip } from './time-strip.tsx';
import { TurnLens } from './turn-lens.tsx';

const words = latencyWords.line;

interface Props {
  message: Message;
  /** Shows all figures, whatever is set. */
  isFull?: boolean;
}

export const LatencyLine = ({ message, isFull: isWhole = false }: Props) => {
  const { timings, ending, problem } = message;
  const set = useWindow((state) => state.settings?.answerFigures) ?? 'short';
  const shown = isWhole ? 'full' : set;
  const table = useId();
  const [isOpen, toggle] = useDisclosure(`latency.${message.id}`, false);
  const reuseNote = useId();
  const [isReuseOpen, toggleReuse] = useDisclosure(`reuse.${message.id}`, false);
  if (ending === null) return null;
  const end = <span className="figure">{endWords(ending, problem)}</span>;

  if (timings === null)
    return shown === 'none' && ending === 'finished' ? null : (
      <div className="latency" role="group" aria-label={words.label}>
        <p className="latency-line">
          {shown !== 'none' && <span className="figure">{words.notMeasured}</span>}
          {end}
        </p>
      </div>
    );

  const {
    cachedTokens,
    newTokens,
    prefillMs,
    firstTokenMs,
    decodeTokens,
    decodeMs,
    reuse,
    continued,
    shared,
    documents,
  } = timings;
  const prefillSpeed = prefillSpeedOf(newTokens, prefillMs);
  const written = writtenTokens(timings, ending);
  const decodeSpeed = speed(decodeTokens, decodeMs);
  const parts = answerParts(timings, ending);
  const cached = (
    <>
      <data data-metric="cached-tokens" value={cachedTokens}>
        {count(cachedTokens)}
      </data>{' '}
      {words.cached}
    </>
  );
  const isFull = shown === 'full' || isOpen;
  return (
    <div className="latency" role="group" aria-label={words.label} data-shown={isFull ? 'full' : shown}>
      {(isFull || shown === 'short') && <TimeStrip timings={timings} />}
      <div className="latency-line">
        {!isFull && shown === 'short' && <ShortFigures timings={timings} />}
        <span className="latency-all" hidden={!isFull}>
          <span className="figure">
            <i className="swatch is-cached" aria-hidden="true" />
            {reuse ? (
              <button
                type="button"
                className="figure-button"
                aria-expanded={isReuseOpen}
                aria-controls={isReuseOpen ? reuseNote : undefined}
                title={words.whereStarted}
                onClick={toggleReuse}
              >
                {cached}
              </button>
            ) : (
              cached
            )}
          </span>
          <span className="figure">
            <i className="swatch is-read" aria-hidden="true" />
            <data data-metric="new-tokens" value={newTokens}>
              {count(newTokens)}
            </data>
            {` ${words.new}, `}
            <data data-metric="prefill-ms" value={prefillMs}>
              {duration(prefillMs)}
            </data>
            {prefillSpeed && `, ${prefillSpeed}`}
          </span>
          {firstTokenMs !== null && (
            <span className="figure">
              {`${words.firstToken} `}
              <data data-metric="first-token-ms" value={firstTokenMs}>
                {duration(firstTokenMs)}
              </data>
            </span>
          )}
          {parts === null ? (
            <Written
              name="decode"
              tokens={written}
              words={words.generated}
              ms={decodeMs}
              speed={decodeSpeed}
            />
          ) : (
            <>
              <Written name="thinking" {...parts.thinking} words={words.thinking} speed={null} />
              {parts.firstTextMs !== null && (
                <span className="figure">
                  {`${words.firstAnswerToken} `}
                  <data data-metric="first-text-ms" value={parts.firstTextMs}>
                    {duration(parts.firstTextMs)}
                  </data>
                </span>
              )}
              <Written name="answer" {...parts.text} words={words.answering} speed={decodeSpeed} />
            </>
          )}
        </span>
        {(isFull || shown === 'short') && (
          <>
            {documents !== undefined && (
              <span className="figure" title={latencyWords.table.documents.meaning}>
                {words.documents(documents.tokens, documents.cachedTokens)}
              </span>
            )}
            {reuse?.chatId !== undefined && <ContinuesFrom chatId={reuse.chatId} />}
            {shared !== undefined && (
              <span className="figure">{words.shared(shared.answers, shared.isAtOnce)}</span>
            )}
            {continued !== undefined && <span className="figure">{words.continued(continued.times)}</span>}
          </>
        )}
        {(isFull || ending !== 'finished') && end}
        <DisclosureButton isOpen={isOpen} toggle={toggle} controls={table} label={words.explain} />
      </div>
      {reuse && isReuseOpen && isFull && <ReuseNote id={reuseNote} reuse={reuse} timings={timings} />}
      {isOpen && (
        <div id={table} className="latency-open">
          <TurnLens message={message} timings={timings} />
          <LatencyTable timings={timings} ending={ending} problem={problem} />
          <CopyButton
            label={words.copy}
            hasWords
            text={() =>
              rowsOf(timings, ending, problem)
                .map((row) => `${row.name}: ${row.figure}`)
                .join('\n')
            }
          />
        </div>
      )}
    </div>
  );
};

/** A fork starts from the state of the chat that it was made from. */
const ContinuesFrom = ({ chatId }: { chatId: string }) => {
  const title = useWindow((state) => state.chats.find(({ id }) => id === chatId)?.title);
  return (
    <span className="figure is-title">
      {title === undefined ? (
        words.continuesFromOther
      ) : (
        <>
          {words.continuesFrom.before}
          <bdi>{title}</bdi>
          {words.continuesFrom.after}
        </>
      )}
    </span>
  );
};

/** A figure of each phase: how long the first token took, and the speed of the rest. */
const ShortFigures = ({ timings }: { timings: Timings }) => {
  const { firstTokenMs, decodeTokens, decodeMs } = timings;
  const pace = speed(decodeTokens, decodeMs);
  return (
    <>
      {firstTokenMs !== null && (
        <span className="figure" title={latencyWords.table.firstToken.meaning}>
          <i className="swatch is-read" aria-hidden="true" />
          <span className="hidden">{`${words.firstToken} `}</span>
          <bdi>{duration(firstTokenMs)}</bdi>
        </span>
      )}
      {pace !== null && (
        <span className="figure" title={latencyWords.table.decodeSpeed.meaning}>
          <i className="swatch is-write" aria-hidden="true" />
          <bdi>{pace}</bdi>
        </span>
      )}
    </>
  );
};

interface WrittenProps {
  name: 'decode' | 'thinking' | 'answer';
  tokens: number;
  words: string;
  ms: number;
  speed: string | null;
}

const Written = ({ name, tokens, words: what, ms, speed: pace }: WrittenProps) => (
  <span className="figure">
    <i className={`swatch ${name === 'thinking' ? 'is-think' : 'is-write'}`} aria-hidden="true" />
    <data data-metric={`${name}-tokens`} value={tokens}>
      {count(tokens)}
    </data>
    {` ${what}, `}
    <data data-metric={`${name}-ms`} value={ms}>
      {duration(ms)}
    </data>
    {pace && `, ${pace}`}
  </span>
);

/** Two requests of a program, one after the other, and their prefills on one scale. */
import { useEffect, useRef, useState } from 'react';
import type { ConnectProof as Proof, ConnectTarget, ProofFigures } from '../../main/shared/contract/api.ts';
import { deliberate } from '../controls/deliberate.ts';
import { Problem } from '../controls/problem.tsx';
import { sentenceOf } from '../state/sentence.ts';
import { useSession } from '../state/use-session.ts';
import { count, duration } from '../words/figures.ts';
import { connectWords, serverWords } from '../words/local-server.ts';
import { BarPart, TokenBar } from './token-bar.tsx';

const words = connectWords.proof;

interface Props {
  target: ConnectTarget;
  model: string;
  apiKey: string | null;
}

export const ConnectProof = ({ target, model, apiKey }: Props) => {
  const { proof, problem, isRunning, prove } = useProof();
  return (
    <>
      <p className="connect-note">{words.about}</p>
      <div className="connect-proof-tools">
        <button
          type="button"
          className={proof === null ? 'button is-main' : 'button'}
          disabled={apiKey === null || model === '' || isRunning}
          onClick={deliberate(() => {
            if (apiKey !== null) void prove({ target, model, key: apiKey });
          })}
        >
          {proof === null ? words.test : words.again}
        </button>
        <span className="hint" role="status">
          {isRunning ? words.running : apiKey === null ? words.needsKey : ''}
        </span>
      </div>
      <Problem text={problem} />
      {proof !== null && !isRunning && <Shown proof={proof} />}
    </>
  );
};

const useProof = () => {
  const session = useSession();
  const [proof, setProof] = useState<Proof | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isRunning, setIsRunning] = useState(false);
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const prove = async (args: { target: ConnectTarget; model: string; key: string }): Promise<void> => {
    setIsRunning(true);
    setProblem(null);
    try {
      const told = await session.call('proveConnection', args);
      if (isMounted.current) setProof(told);
    } catch (error) {
      if (isMounted.current) {
        setProof(null);
        setProblem(sentenceOf(error));
      }
    }
    if (isMounted.current) setIsRunning(false);
  };
  return { proof, problem, isRunning, prove };
};

const Shown = ({ proof: { first, second } }: { proof: Proof }) => {
  const mostTokens = Math.max(first.promptTokens, second.promptTokens);
  const mostMs = Math.max(first.prefillMs, second.prefillMs);
  return (
    <div className="proof" role="group" aria-label={words.test}>
      <p role="status">
        {second.cachedTokens > 0 ? words.works(second.cachedTokens, second.promptTokens) : words.notCached}
      </p>
      {(
        [
          [words.first, first],
          [words.second, second],
        ] as const
      ).map(([title, figures]) => (
        <Row key={title} title={title} figures={figures} mostTokens={mostTokens} mostMs={mostMs} />
      ))}
    </div>
  );
};

interface RowProps {
  title: string;
  figures: ProofFigures;
  /** Of both requests. */
  mostTokens: number;
  mostMs: number;
}

const Row = ({ title, figures, mostTokens, mostMs }: RowProps) => {
  const { promptTokens, cachedTokens, newTokens, prefillMs, readFrom, whyNotMore } = figures;
  return (
    <section className="proof-row">
      <h3>{title}</h3>
      <p className="proof-figures">
        <span>
          <i className="is-cached" aria-hidden="true" />
          {count(cachedTokens)} {words.cached}
        </span>
        <span>
          <i className="is-read" aria-hidden="true" />
          {count(newTokens)} {words.new}
        </span>
        <span className="hint">
          {serverWords.requests.from}: {serverWords.requests.readFrom[readFrom]}
        </span>
      </p>
      <span className="proof-term">{words.prompt}</span>
      <TokenBar
        cached={cachedTokens}
        fresh={newTokens}
        scale={mostTokens}
        label={words.row(promptTokens, cachedTokens, newTokens, prefillMs)}
      />
      <span className="proof-value">{count(promptTokens)}</span>
      <span className="proof-term">{words.time}</span>
      <div className="phase-bar" aria-hidden="true">
        <BarPart tone="is-read" value={prefillMs} scale={mostMs} />
      </div>
      <span className="proof-value">{duration(prefillMs)}</span>
      {whyNotMore !== null && (
        <p className="hint proof-why">
          {serverWords.requests.whyNotMore}: <span lang="en">{whyNotMore}</span>
        </p>
      )}
    </section>
  );
};

/** Looking for a new version, installing it, and going back: each a click, and each says before what it does. */
import { useEffect } from 'react';
import type { UpdateProof, UpdateStatus, UpdateStep } from '../../main/shared/contract/updates.ts';
import { Problem } from '../controls/problem.tsx';
import { GlobalSetting } from '../controls/setting-field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { aboutWords } from '../words/about.ts';
import { sentenceOrNull } from '../words/told.ts';

const words = aboutWords.updates;

export const Updates = () => {
  const session = useSession();
  const updates = useWindow((state) => state.updates);
  useEffect(() => {
    // Without a connection nothing is shown; the notice above the composer explains it.
    session.askUpdates().catch(() => undefined);
  }, [session]);
  if (updates === null) return null;
  const { now, proof } = updates;
  return (
    <div className="updates">
      {proof !== null && <Proof proof={proof} />}
      {now.step === 'unavailable' ? (
        <p className="hint">{words.unavailable[now.why]}</p>
      ) : (
        <>
          <Step now={now} address={updates.address} />
          <GlobalSetting name="lookForUpdates" />
        </>
      )}
    </div>
  );
};

interface StepProps {
  now: Exclude<UpdateStep, { step: 'unavailable' }>;
  address: UpdateStatus['address'];
}

const Step = ({ now, address }: StepProps) => {
  const session = useSession();
  const [refused, attempt] = useAttempt();
  const act = (label: string, name: 'checkForUpdate' | 'downloadUpdate' | 'stopUpdate' | 'installUpdate') => (
    <button type="button" className="button" onClick={() => void attempt(session.call(name, {}))}>
      {label}
    </button>
  );
  const content = () => {
    switch (now.step) {
      case 'idle':
        return (
          <>
            {now.checkedAt !== null && <p role="status">{words.newest(now.checkedAt)}</p>}
            {address !== null && <p className="hint">{words.asks(address)}</p>}
            {act(words.check, 'checkForUpdate')}
          </>
        );
      case 'checking':
        return (
          <>
            <p role="status">{words.checking}</p>
            {act(words.stop, 'stopUpdate')}
          </>
        );
      case 'offered':
        return (
          <>
            <p role="status">{words.offered(now.offer.version, now.offer.date)}</p>
            {act(words.download(now.offer.bytes, now.offer.host), 'downloadUpdate')}
          </>
        );
      case 'downloading':
        return (
          <>
            <progress
              className="download-bar"
              aria-label={words.downloading(now.offer.version)}
              aria-valuetext={words.value(now.receivedBytes, now.offer.bytes)}
              max={now.offer.bytes}
              value={now.receivedBytes}
            />
            <p>{words.value(now.receivedBytes, now.offer.bytes)}</p>
            {act(words.stop, 'stopUpdate')}
          </>
        );
      case 'ready':
        return (
          <>
            <p role="status">{words.ready(now.offer.version)}</p>
            <p>{now.cold === null ? words.warm : words.cold(now.cold.engine, now.cold.chats)}</p>
            {act(words.install, 'installUpdate')}
          </>
        );
      case 'installing':
        return <p role="status">{words.installing(now.version)}</p>;
    }
  };
  const problem = 'problem' in now ? sentenceOrNull(now.problem) : null;
  return (
    <>
      {content()}
      <Problem text={refused ?? problem} />
    </>
  );
};

const Proof = ({ proof: { from, to, result, problem } }: { proof: UpdateProof }) => {
  const session = useSession();
  const [refused, attempt] = useAttempt();
  const texts = aboutWords.proof;
  return (
    <>
      <p role="status">{result === 'passed' ? texts.passed(to, from) : texts[result](to)}</p>
      <Problem text={refused ?? sentenceOrNull(problem)} />
      <span className="field-row">
        <button
          type="button"
          className="button"
          onClick={() => void attempt(session.call('goBackToEarlierVersion', {}))}
        >
          {texts.goBack(from)}
        </button>
        {result === 'passed' && (
          <button
            type="button"
            className="button"
            onClick={() => void attempt(session.call('removeEarlierVersion', {}))}
          >
            {texts.remove}
          </button>
        )}
      </span>
    </>
  );
};

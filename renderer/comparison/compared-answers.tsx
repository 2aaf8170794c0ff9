/** The answers to the last question of a chat side by side, each with its latency line; one of them can be kept. */
import { X } from 'lucide-react';
import { memo } from 'react';
import type { Comparison } from '../../main/shared/contract/comparisons.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import type { TurnPhase } from '../../main/shared/contract/turns.ts';
import { saysSomething, textOf } from '../../main/shared/message/parts.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { messageElementId } from '../controls/go-to-message.ts';
import { KeepSelection } from '../controls/keep-selection.tsx';
import { EndingNotice } from '../message/ending-notice.tsx';
import { MessageBoundary } from '../message/message-boundary.tsx';
import { Parts } from '../message/parts.tsx';
import { LatencyLine } from '../speed/latency-line.tsx';
import { ProgressOf } from '../speed/progress.tsx';
import { useSession } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';
import { latencyWords } from '../words/latency.ts';
import { comparisonWords } from '../words/comparison.ts';

const words = comparisonWords.strip;

export const ComparedAnswers = ({ chatId, comparison }: { chatId: string; comparison: Comparison }) => {
  const session = useSession();
  const { answers, phases, presets } = comparison;
  const isRunning = Object.keys(phases).length > 0;
  // The newest ones, if further answers were added.
  const shared = answers.findLast(({ timings }) => timings?.shared !== undefined)?.timings?.shared;
  return (
    <section className="comparison" aria-label={words.label}>
      <div className="comparison-head">
        <h2>{words.title(answers.length)}</h2>
        {!isRunning && (
          <button
            type="button"
            className="icon-button"
            aria-label={words.close}
            title={words.close}
            onClick={() => void session.closeComparison(chatId)}
          >
            <X aria-hidden />
          </button>
        )}
      </div>
      {shared && <p className="hint">{latencyWords.reuse.shared(shared)}</p>}
      <div className="comparison-strip" role="group" tabIndex={0} aria-label={words.keys}>
        {answers.map((answer, index) => (
          <ComparedAnswer
            key={answer.id}
            answer={answer}
            preset={presets[answer.id] ?? null}
            index={index + 1}
            all={answers.length}
            phase={phases[answer.id] ?? null}
            canKeep={!isRunning}
          />
        ))}
      </div>
    </section>
  );
};

interface Props {
  answer: Message;
  /** The name of the preset that it was asked for with; `null`: the chat's settings. */
  preset: string | null;
  /** From 1. */
  index: number;
  all: number;
  /** `null` once it has ended. */
  phase: TurnPhase | null;
  /** No answer of this chat runs. */
  canKeep: boolean;
}

const ComparedAnswer = memo(({ answer, preset, index, all, phase, canKeep }: Props) => {
  const session = useSession();
  const model = answer.modelName ?? chatWords.message.model;
  const name = preset === null ? model : words.withPreset(model, preset);
  const text = textOf(answer);
  /** The kept answer takes the place of the comparison, and the focus of its button. */
  const keep = async (): Promise<void> => {
    if (await session.keepAnswer(answer.id))
      requestAnimationFrame(() => document.getElementById(messageElementId(answer.id))?.focus());
  };
  return (
    <article
      className="compared answer"
      aria-label={words.answer(index, all, name)}
      aria-busy={phase !== null}
      aria-live={phase === null ? undefined : 'off'}
    >
      <h3 className="answer-name">
        <span>{name}</span>
        <span>{words.index(index, all)}</span>
      </h3>
      <div className="compared-text">
        <MessageBoundary text={text} retryOn={answer}>
          <KeepSelection>
            <Parts message={answer} parts={answer.parts} thoughtMs={answer.timings?.thoughts?.ms ?? null} />
          </KeepSelection>
        </MessageBoundary>
      </div>
      {phase === null ? (
        <>
          <EndingNotice message={answer} isLast={false} canChange={false} />
          <LatencyLine message={answer} isFull />
          <div className="message-tools">
            {canKeep && saysSomething(answer) && (
              <button type="button" className="button" onClick={() => void keep()}>
                {words.keep}
              </button>
            )}
            {text !== '' && <CopyButton label={words.copy} text={() => text} />}
          </div>
        </>
      ) : (
        <ProgressOf
          sentAt={null}
          phase={phase}
          isThinking={answer.parts.at(-1)?.kind === 'thoughts'}
          isBehindOthers={phase.name === 'waiting' && index > 1}
        />
      )}
    </article>
  );
});

/** What the requests that run have done so far, and the sums of all since Hearth started. */
import type { ApiCounters, ApiFigures, ApiRunning } from '../../shared/api/answer.ts';
import type { Progress } from './ask-model.ts';

interface RunningRequest {
  progress(progress: Progress): void;
  end(): void;
}

export interface RunningRequests {
  begin(client: string): RunningRequest;
  /** One for each sequence of the engine. */
  slots(sequences: number): ApiRunning['slots'];
  /** A request of any kind has ended. */
  counted(hasFailed: boolean): void;
  answered(figures: ApiFigures): void;
  counters(): Omit<ApiCounters, 'running' | 'waiting'>;
}

const free: ApiRunning['slots'][number] = {
  isBusy: false,
  tokens: null,
  client: null,
  promptTokens: null,
  processedTokens: null,
  answerTokens: null,
};

export const createRunningRequests = (): RunningRequests => {
  const running = new Set<{ client: string; progress: Progress }>();
  const sums = {
    promptTokens: 0,
    cachedTokens: 0,
    newTokens: 0,
    prefillMs: 0,
    answerTokens: 0,
    decodeTokens: 0,
    decodeMs: 0,
    requests: 0,
    failed: 0,
  };
  return {
    begin: (client) => {
      const one = {
        client,
        progress: { promptTokens: null, processedTokens: null, answerTokens: null } as Progress,
      };
      running.add(one);
      return {
        progress: (progress) => {
          one.progress = progress;
        },
        end: () => void running.delete(one),
      };
    },
    slots: (sequences) => {
      const busy = [...running].map(({ client, progress }) => ({
        ...free,
        ...progress,
        isBusy: true,
        client,
        tokens:
          progress.processedTokens === null ? null : progress.processedTokens + (progress.answerTokens ?? 0),
      }));
      return [...busy, ...Array.from({ length: Math.max(0, sequences - busy.length) }, () => free)];
    },
    counted: (hasFailed) => {
      sums.requests += 1;
      if (hasFailed) sums.failed += 1;
    },
    answered: (figures) => {
      sums.promptTokens += figures.promptTokens;
      sums.cachedTokens += figures.cachedTokens;
      sums.newTokens += figures.newTokens;
      sums.prefillMs += figures.prefillMs;
      sums.answerTokens += figures.answerTokens;
      sums.decodeTokens += figures.decodeTokens;
      sums.decodeMs += figures.decodeMs;
    },
    counters: () => ({ ...sums }),
  };
};

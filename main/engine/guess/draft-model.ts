/**
 * Guesses with a second model, small and fast, with the same vocabulary. It processes everything that the large model
 * processes.
 */
import { say } from '../../shared/words/catalogue.ts';
import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { openContext } from '../load/context.ts';
import { mostGuesses, type GuessSource } from './guesser.ts';
import { explainLoadFailure, readFacts } from '../load/inspect.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { threadsFor, type OpenModel } from '../load/open-model.ts';
import type { StopSign } from '../process/stop-sign.ts';
import { Gate, type Seat, type Turnstile } from '../process/turnstile.ts';
import { checkVocabulary, vocabularySize } from '../prompt/vocabulary.ts';

/** A guess that even the draft model considers unlikely costs more than it gains. */
const leastConfidence = 0.6;

/** The stop sign is checked after this many tokens. */
const sliceTokens = 128;

export interface DraftModel {
  name: string;
  /** One source for each chat in memory. */
  sources: GuessSource[];
  dispose: () => Promise<void>;
}

/**
 * Loads `path` as the draft model of `target`, for chats as long as `contextLengths`. Its evaluations pass through `turnstile` with those
 * of the turn that they are for. Throws `RefusedFile` with a sentence if
 * it cannot be loaded, or cannot guess for `target`.
 */
export const openDraftModel = async (
  path: string,
  target: OpenModel,
  config: EngineConfig,
  contextLengths: number[],
  turnstile: Turnstile,
): Promise<DraftModel> => {
  const { info, ...facts } = await readFacts(path);
  const name = facts.name;
  checkVocabulary({ name, info }, { name: target.facts.name, info: target.info });
  const refuse = async (error: unknown): Promise<never> => {
    throw await explainLoadFailure(name, facts.architecture, error);
  };
  const model = await target.llama
    .loadModel({ modelPath: path, gpuLayers: target.runsOn === 'cpu' ? 0 : 'auto' })
    .catch(refuse);
  if (!canDropGuesses(model)) {
    await model.dispose();
    throw new RefusedFile(say('engine.draft-cannot-rewind', { name }));
  }
  const contexts: { context: LlamaContext; gate: Gate }[] = [];
  const dispose = async (): Promise<void> => {
    for (const { context } of contexts) await context.dispose();
    await model.dispose();
  };
  for (const length of contextLengths) {
    const gate = new Gate(turnstile);
    const options = {
      contextSize: { max: Math.min(length, model.trainContextSize || length) },
      threads: config.threads ?? threadsFor(facts.bytes, target.cores),
      flashAttention: true,
    };
    const context = await openContext(model, options, gate).catch(async (error: unknown) => {
      await dispose();
      return refuse(error);
    });
    contexts.push({ context, gate });
  }
  const size = vocabularySize(target.info);
  return {
    name,
    sources: contexts.map(({ context, gate }) => new DraftSource(context.getSequence(), size, gate)),
    dispose,
  };
};

class DraftSource implements GuessSource {
  readonly #sequence: LlamaContextSequence;
  /** The vocabulary of the model that it guesses for; tokens beyond its size are padding. */
  readonly #vocabularySize: number;
  readonly #gate: Gate;

  constructor(sequence: LlamaContextSequence, targetSize: number, gate: Gate) {
    this.#sequence = sequence;
    this.#vocabularySize = targetSize;
    this.#gate = gate;
  }

  sit(seat: Seat | null): void {
    this.#gate.seat = seat;
  }

  /** Processes everything but the last token, which is evaluated with the first guess. */
  async follow(context: readonly Token[], stop: StopSign, mostTokens: number): Promise<void> {
    const sequence = this.#sequence;
    const wanted = context.slice(0, -1);
    if (wanted.length + mostGuesses >= sequence.contextSize) return;
    // If the oldest turns of the chat were dropped, this state may differ a little. That affects only the quality of guesses.
    await sequence.adaptStateToTokens(wanted, true);
    if (wanted.length - sequence.nextTokenIndex > mostTokens) return;
    for (let from = sequence.nextTokenIndex; from < wanted.length; from += sliceTokens) {
      await sequence.evaluateWithoutGeneratingNewTokens(wanted.slice(from, from + sliceTokens));
      if (from + sliceTokens < wanted.length && stop.stopped) return;
    }
  }

  guess(context: readonly Token[]): Promise<Token[]> | null {
    // The draft model could not follow: the chat is too long for it, or it was stopped.
    return this.#sequence.nextTokenIndex === context.length - 1 ? this.#write(context.at(-1)!) : null;
  }

  async #write(last: Token): Promise<Token[]> {
    const guesses: Token[] = [];
    const answer = this.#sequence.evaluateWithMetadata(
      [last],
      { confidence: true },
      { temperature: 0, yieldEogToken: true },
    );
    for await (const { token, confidence } of answer) {
      if (confidence < leastConfidence || token >= this.#vocabularySize) break;
      guesses.push(token);
      if (guesses.length === mostGuesses) break;
    }
    return guesses;
  }
}

/** Models with a sliding window or a recurrent state cannot rewind to before a wrong guess. */
export const canDropGuesses = ({ fileInsights }: LlamaModel): boolean =>
  !fileInsights.isHybrid && !fileInsights.isRecurrent && fileInsights.swaSize === undefined;

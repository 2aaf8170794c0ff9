/** Everything that a turn runs on. */
import type { Told } from '../../shared/words/told.ts';
import type { LlamaModel } from 'node-llama-cpp';
import type { KvPrecision, LoadedModel } from '../../shared/contract/engine.ts';
import type { ModelShape } from '../../shared/speed/counts.ts';
import type { EngineMemory } from '../../shared/engine/engine.ts';
import type { AnswerBook } from './answer-book.ts';
import type { AnswerTokens } from '../answer/answer-tokens.ts';
import type { SharedContext } from '../load/shared-context.ts';
import type { KvCache } from '../cache/cache.ts';
import type { Turnstile } from '../process/turnstile.ts';
import type { ChatTemplate } from '../prompt/chat-template.ts';

/** What several answers to one prompt need. */
interface Together {
  /** A context with `count` sequences of `contextSize` tokens each; `null` if memory is short or the library cannot have one. */
  open: (count: number, contextSize: number) => Promise<SharedContext | null>;
  /** The folder for temporary files. */
  folder: string;
  /** How much faster so many answers are at once than one after the other, as far as it was measured. */
  gains: Map<number, number>;
}

export interface LoadedEngine {
  model: LlamaModel;
  cache: KvCache;
  /** Where the evaluations of running turns wait for each other. */
  turnstile: Turnstile;
  template: ChatTemplate;
  answers: AnswerTokens;
  /** The listed answers of a model that has no others; `null` for any other model. */
  book: AnswerBook | null;
  facts: LoadedModel;
  /** `null` if the cost of the model is not understood. */
  shape: ModelShape | null;
  kvPrecision: KvPrecision;
  note: Told | null;
  isWithoutGpu: boolean;
  /** The architectures that this llama.cpp supports; `null` if the library does not tell. */
  architectures: string[] | null;
  cores: number;
  /** For answers that are generated at once. */
  together: Together;
  /** What this process and the GPU take and have now, and whether llama.cpp copies matrices of these kinds. */
  memory: (kinds: string[]) => Promise<EngineMemory>;
  dispose: () => Promise<void>;
}

/**
 * Asks the model in idle time about a chat, without adding to it: the prompt of the question continues the KV state of the chat,
 * which is restored afterwards.
 */
import { TokenBias, type SequenceEvaluateOptions, type Token } from 'node-llama-cpp';
import type { Aside } from '../../shared/engine/engine.ts';
import type { PromptMessage } from '../../shared/engine/request.ts';
import { WrittenAnswer } from '../answer/written-answer.ts';
import type { Hot } from '../cache/hot.ts';
import { sampleTokens } from '../guess/guesser.ts';
import { useThreads } from '../load/context.ts';
import type { StopSign } from '../process/stop-sign.ts';
import { renderHistory, renderPrompt, type Prompt } from '../prompt/prompt.ts';
import { readHistory } from './idle.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import { prefillInIdle } from './slices.ts';

/**
 * Returns the text of the answer, without thoughts. Returns `null` if the work was stopped, or if the chat would lose processed
 * tokens by it, because its state is not in memory or the model cannot rewind it.
 */
export const askAside = async (
  engine: LoadedEngine,
  aside: Aside,
  stop: StopSign,
): Promise<string | null> => {
  const { model, template, facts, cache, book } = engine;
  const { chatId, messages, thinking, question, mostTokens } = aside;
  const own = cache.hot.find((hot) => hot.chatId === chatId);
  if (book !== null || own === undefined || own.sequence.needsCheckpoints || stop.stopped) return null;
  const asked: PromptMessage = { id: null, role: 'user', text: question, reasoning: '', tokens: null };
  const prompt = renderPrompt(model, template, [...messages, asked], thinking);
  const history = renderHistory(model, template, messages, thinking);
  const isBehind = history.tokens.every((token, index) => token === prompt.tokens[index]);
  if (!isBehind || prompt.tokens.length + mostTokens >= facts.contextLength) return null;
  // The next message of the chat would process the same.
  if (!holds(own, history)) await readHistory(engine, chatId, history, stop);
  if (!holds(own, history)) return null;
  try {
    return await answerTo(engine, own, prompt, mostTokens, stop);
  } finally {
    await own.sequence.adaptStateToTokens(history.tokens, false);
    own.spans = history.spans;
  }
};

/** Whether the content of the sequence is exactly `prompt`. */
const holds = ({ sequence }: Hot, { tokens }: Prompt): boolean =>
  sequence.nextTokenIndex === tokens.length &&
  sequence.compareContextTokens(tokens).firstDifferentIndex === tokens.length;

/** How often thoughts are closed. A model whose opening mark takes several tokens may open them again each time. */
const mostClosings = 3;

const answerTo = async (
  engine: LoadedEngine,
  { sequence }: Hot,
  prompt: Prompt,
  mostTokens: number,
  stop: StopSign,
): Promise<string | null> => {
  const fresh = prompt.tokens.slice(sequence.nextTokenIndex);
  if (!(await prefillInIdle(engine, sequence, fresh.slice(0, -1), stop))) return null;
  useThreads(sequence.context, engine.facts.threads.decode);
  // Always the likeliest token: a title must not surprise.
  const options: SequenceEvaluateOptions = { temperature: 0 };
  const answer = new WrittenAnswer(engine.model, engine.answers, prompt.ending);
  const { opening } = engine.answers;
  /** Thoughts are closed as soon as they begin. */
  const closed = (): Token[] => (answer.hasSpent(0) ? answer.closeThoughts(0) : []);
  let input = [...fresh.slice(-1), ...closed()];
  while (input.length > 0 && answer.closings <= mostClosings) {
    const pending = input;
    input = [];
    // Many models would open their thoughts again at once.
    if (answer.closings > 0 && opening !== null)
      options.tokenBias = TokenBias.for(engine.model).set(opening, 'never');
    for await (const token of sampleTokens(sequence, pending, [...prompt.tokens], options, null)) {
      if (stop.stopped) return null;
      if (answer.isEnd(token) || answer.sampled >= mostTokens) break;
      answer.add(token, 0);
      const closing = closed();
      if (closing.length > 0) {
        input = [token, ...closing];
        break;
      }
    }
  }
  answer.finish(0, true);
  return answer.text;
};

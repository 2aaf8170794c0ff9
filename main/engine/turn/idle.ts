/**
 * The engine's work while nobody waits for it, so that nobody has to wait later: restore a chat that was opened, bring the
 * history into the form of the next prompt, process a draft while it is typed. A turn interrupts all of it at the next slice.
 */
import type { Thinking } from '../../shared/contract/engine.ts';
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { PromptMessage } from '../../shared/engine/request.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import { noChat } from '../cache/cache.ts';
import { renderHistory, renderPrompt, type Prompt } from '../prompt/prompt.ts';
import { prefillInIdle } from './turn.ts';
import type { StopSign } from '../process/stop-sign.ts';

/**
 * Processes the history as the next prompt will contain it. Most templates only add the marks that end an answer. Some drop the
 * thoughts of earlier answers, and then everything after them is processed again, now rather than when someone waits.
 */
export const prepareNext = async (
  engine: LoadedEngine,
  chatId: string,
  messages: PromptMessage[],
  thinking: Thinking,
  stop: StopSign,
): Promise<void> => {
  const history = renderHistory(engine.model, engine.template, messages, thinking);
  await readHistory(engine, chatId, history, stop);
};

/** The same for a chat that is not on screen: its state is left where it is if it holds all of that already. */
export const prepareAhead = async (
  engine: LoadedEngine,
  chatId: string,
  messages: PromptMessage[],
  thinking: Thinking,
  stop: StopSign,
): Promise<void> => {
  const history = renderHistory(engine.model, engine.template, messages, thinking);
  if (!engine.cache.holds(chatId, history)) await readHistory(engine, chatId, history, stop);
};

/** Restores a chat that was opened if a snapshot of it is on disk; processes no tokens. */
export const bringBack = async (
  engine: LoadedEngine,
  chatId: string,
  messages: PromptMessage[],
  thinking: Thinking,
): Promise<void> => {
  const history = renderHistory(engine.model, engine.template, messages, thinking);
  if (history.tokens.length < engine.facts.contextLength) await engine.cache.bringBack(chatId, history);
};

/** Reports the number of tokens in the prompt of these messages. */
export const countChat = (
  { model, template }: LoadedEngine,
  chatId: string,
  messages: PromptMessage[],
  thinking: Thinking,
  post: (message: FromEngine) => void,
): void => {
  const tip = messages.at(-1);
  // A request for a summary of another chat belongs to no message, so it is not part of the chat's prompt.
  const isOwn = messages.every(({ id, role }) => id !== null || role === 'system');
  if (tip === undefined || tip.role === 'system' || !isOwn) return;
  const render = tip.role === 'user' ? renderPrompt : renderHistory;
  const { tokens } = render(model, template, messages, thinking);
  post({ kind: 'counted', chatId, tipId: tip.id, tokens: tokens.length });
};

/** Processes the draft up to its last whole word; it is the beginning of the message that will be sent. */
export const readDraft = async (
  engine: LoadedEngine,
  chatId: string | null,
  messages: PromptMessage[],
  thinking: Thinking,
  draft: string,
  stop: StopSign,
  post: (message: FromEngine) => void,
): Promise<void> => {
  const sent: PromptMessage = { id: null, role: 'user', text: draft, reasoning: '', tokens: null };
  const whole = renderPrompt(engine.model, engine.template, [...messages, sent], thinking);
  const finished = draft.replace(/\S+$/, '').trimEnd();
  const prompt = renderHistory(engine.model, engine.template, messages, thinking, finished);
  const tell = (done: number): void =>
    post({
      kind: 'draft',
      chatId,
      draft,
      done,
      total: prompt.tokens.length,
      promptTokens: whole.tokens.length,
    });
  if (finished === '' || whole.tokens.length >= engine.facts.contextLength) {
    tell(prompt.tokens.length);
    return;
  }
  await readHistory(engine, chatId ?? noChat, prompt, stop, tell);
};

/** Processes what the KV cache lacks of `prompt`, until it is stopped. */
export const readHistory = async (
  engine: LoadedEngine,
  chatId: string,
  prompt: Prompt,
  stop: StopSign,
  onProgress: (done: number) => void = () => undefined,
): Promise<void> => {
  if (prompt.tokens.length >= engine.facts.contextLength || stop.stopped) return;
  const { hot, cached } = await engine.cache.begin(chatId, prompt);
  onProgress(cached);
  const isDone = await prefillInIdle(engine, hot.sequence, prompt.tokens.slice(cached), stop, (done) =>
    onProgress(cached + done),
  );
  if (isDone && hot.sequence.needsCheckpoints) await hot.sequence.takeCheckpoint();
  if (isDone) await hot.guesser?.prepare(prompt.tokens, stop);
};

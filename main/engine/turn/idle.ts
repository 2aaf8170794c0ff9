/**
 * The engine's work while nobody waits for it, so that nobody has to wait later: restore a chat that was opened, bring the
 * history into the form of the next prompt, process a draft while it is typed. A turn interrupts all of it at the next slice.
 */
import type { Thinking } from '../../shared/contract/engine.ts';
import type { PreparedPrompt } from '../../shared/engine/engine.ts';
import { ownedDocument } from '../../shared/engine/document-owner.ts';
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { Draft, PromptMessage } from '../../shared/engine/request.ts';
import { documentSteps } from './documents.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import { noChat } from '../cache/hot.ts';
import { renderHistory, renderPrompt, renderUpToDocument, type Prompt } from '../prompt/prompt.ts';
import { prefillInIdle } from './slices.ts';
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

/**
 * The same for a chat that is not on screen, or up to the end of a document: the state is left where it is if it holds all of that
 * already.
 */
export const prepareAhead = async (
  engine: LoadedEngine,
  chatId: string,
  { messages, thinking, upToDocument }: PreparedPrompt,
  stop: StopSign,
  onProgress: (done: number, total: number) => void,
): Promise<void> => {
  const { model, template, cache } = engine;
  const prompt =
    upToDocument === undefined
      ? renderHistory(model, template, messages, thinking)
      : renderUpToDocument(model, template, messages, thinking, upToDocument);
  if (prompt === null || cache.holds(chatId, prompt)) return;
  await readHistory(engine, chatId, prompt, stop, (done) => onProgress(done, prompt.tokens.length));
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

/**
 * Processes the documents of a draft, and what is typed up to its last whole word: both are the beginning of the message that will
 * be sent.
 */
export const readDraft = async (
  engine: LoadedEngine,
  chatId: string | null,
  messages: PromptMessage[],
  thinking: Thinking,
  draft: Draft,
  stop: StopSign,
  post: (message: FromEngine) => void,
): Promise<void> => {
  const { typed, ...sent } = draft;
  const message: PromptMessage = { id: null, role: 'user', reasoning: '', tokens: null, ...sent };
  const whole = renderPrompt(engine.model, engine.template, [...messages, message], thinking);
  const finished = finishedPart(sent);
  const prompt = renderHistory(engine.model, engine.template, messages, thinking, finished);
  const tell = (done: number): void =>
    post({
      kind: 'draft',
      chatId,
      draft: typed,
      done,
      total: prompt.tokens.length,
      promptTokens: whole.tokens.length,
    });
  const total = prompt.tokens.length;
  if (finished.text === '' || whole.tokens.length >= engine.facts.contextLength) {
    tell(total);
    return;
  }
  const own = chatId ?? noChat;
  const steps = documentSteps(prompt, own);
  for (const step of steps) {
    if (engine.cache.holds(step.owner, step.prompt)) continue;
    await readHistory(engine, step.owner, step.prompt, stop, tell);
    if (stop.stopped) return;
  }
  if (steps.at(-1)?.prompt.tokens.length === total) tell(total);
  else await readHistory(engine, own, prompt, stop, tell);
};

/** A draft without the word at its end that is still being typed, and without the space before it. */
const finishedPart = ({ text, pieces }: Pick<Draft, 'text' | 'pieces'>): Pick<Draft, 'text' | 'pieces'> => {
  const last = pieces?.at(-1);
  if (last !== undefined && last.documentId !== null) return { text, pieces: pieces! };
  const typed = text.slice(text.length - (last?.length ?? text.length));
  const { length } = typed.replace(/\S+$/, '').trimEnd();
  return {
    text: text.slice(0, text.length - typed.length + length),
    ...(pieces === undefined ? {} : { pieces: [...pieces.slice(0, -1), { documentId: null, length }] }),
  };
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
  // Others can start from it even if the process ends before the next pause.
  if (isDone && ownedDocument(chatId) !== null) await engine.cache.saveIfWorth(hot);
  if (isDone) await hot.guesser?.prepare(prompt.tokens, stop);
};

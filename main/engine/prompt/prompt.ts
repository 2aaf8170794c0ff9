/** Turns messages into the exact tokens of the prompt. */
import { say } from '../../shared/words/catalogue.ts';
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { MessagePiece, ProgramTurn, PromptMessage } from '../../shared/engine/request.ts';
import { textVersion } from '../../shared/engine/text-version.ts';
import { beginsWithSpace, contentTokens, templateTokens } from './piece-tokens.ts';
import { TemplateError } from '../jinja/errors.ts';
import {
  ownVariables,
  sentencePart,
  type ChatTemplate,
  type PlacedPiece,
  type PromptPiece,
  type ThinkingChoice,
} from './chat-template.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { withSampledTokens } from './sampled-pieces.ts';

/** The tokens from the end of the span before to `end` come from one place in the chat. */
export interface Span {
  /** `null` for the template's own text and for the system prompt. */
  messageId: string | null;
  kind: 'template' | 'system' | 'question' | 'document' | 'answer' | 'reasoning';
  /** Only of a document. */
  documentId?: string;
  /** Passages of the document. */
  isPart?: true;
  /** Of a document and of the system prompt: which text it is (`textVersion`). Absent in states that earlier versions of Hearth kept. */
  version?: string;
  end: number;
}

export interface Prompt {
  tokens: Token[];
  spans: Span[];
  /** The template's own text at the end, after the last message; it may open the model's thoughts. */
  ending: string;
}

/**
 * The prompt that asks the model for its next answer to `messages`, the last of which is the user's. Throws `RefusedFile` with
 * a sentence if the model's template refuses them.
 */
export const renderPrompt = (
  model: LlamaModel,
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking: ThinkingChoice = {},
  program: OfPrograms = {},
): Prompt => {
  const tokens: Token[] = [];
  const spans: Span[] = [];
  let ending = '';
  const rendered = piecesOf(template, messages, thinking, program);
  const pieces = withSampledTokens(model, rendered, messages, () => template.calls);
  const push = (more: readonly number[]): void => {
    for (const token of more) tokens.push(token as Token);
  };
  const close = (from: Omit<Span, 'end'>): void => void spans.push({ ...from, end: tokens.length });
  /** Spaces at the end of the template's text: tokenizers merge them into the first word after them. */
  let spaces = '';
  for (const [index, piece] of pieces.entries()) {
    if ('template' in piece) {
      const isLast = index === pieces.length - 1;
      spaces = isLast ? '' : / *$/.exec(piece.template.slice(-longestSpaces))![0];
      push(
        templateTokens(model, piece.template.slice(0, piece.template.length - spaces.length), tokens.at(-1)),
      );
      close({ messageId: null, kind: 'template' });
      ending = piece.template;
      continue;
    }
    const message = messages[piece.content];
    if ('sampled' in piece) {
      if (spaces !== '' && !beginsWithSpace(model, piece.sampled[0], tokens.at(-1)))
        push(templateTokens(model, spaces, tokens.at(-1)));
      push(piece.sampled);
    } else push(contentTokens(model, spaces + piece.text, tokens.at(-1), template.source));
    spaces = '';
    close(
      message === undefined
        ? { messageId: null, kind: 'template' }
        : { messageId: message.id, ...kindOf(message, piece) },
    );
    ending = '';
  }
  const { bos } = model.tokens;
  if (bos !== null && model.tokens.shouldPrependBosToken && tokens[0] !== bos) {
    tokens.unshift(bos);
    for (const span of spans) span.end += 1;
  }
  return { tokens, spans, ending };
};

/** More spaces than any template puts before a text; it bounds the search for them. */
const longestSpaces = 64;

/** What prompts of other programs have beside their messages. */
export type OfPrograms = Pick<ProgramTurn, 'tools' | 'templateVariables'>;

/** The text of a prompt, as the template writes it. Throws `RefusedFile` with a sentence if the template refuses the messages. */
export const promptText = (
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking: ThinkingChoice,
  program: OfPrograms = {},
): string =>
  piecesOf(template, messages, thinking, program)
    .map((piece) => ('template' in piece ? piece.template : piece.text))
    .join('');

const piecesOf = (
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking: ThinkingChoice,
  { templateVariables = {}, tools }: OfPrograms,
): PromptPiece[] => {
  for (const name of Object.keys(templateVariables))
    if (ownVariables.has(name)) throw new RefusedFile(say('engine.own-variable', { name }));
  try {
    // The switch may have been set for this chat with another model.
    const on = template.thinking.switchable ? (thinking.on ?? null) : null;
    return template.render(messages, { ...thinking, on }, templateVariables, tools?.tools);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new RefusedFile(say('engine.template-refuses-chat', { reason: sentencePart(error) }), {
      cause: error,
    });
  }
};

const kindOf = (
  { role, text, pieces }: PromptMessage,
  from: Exclude<PlacedPiece, { template: string }>,
): Omit<Span, 'messageId' | 'end'> => {
  if ('part' in from && from.part === 'reasoning') return { kind: 'reasoning' };
  const piece = 'piece' in from ? pieces?.[from.piece] : undefined;
  if (isDocument(piece)) {
    const { documentId, isPart, version } = piece;
    return {
      kind: 'document',
      documentId,
      ...(isPart ? { isPart } : {}),
      ...(version === undefined ? {} : { version }),
    };
  }
  if (role === 'system') return { kind: 'system', version: textVersion(text) };
  return { kind: role === 'model' ? 'answer' : 'question' };
};

/**
 * The part of the prompt that stays the same whatever the user writes next, after `messages` that end with an answer. `draft`: what
 * the next message begins with; behind a document, everything up to its end stays the same.
 */
export const renderHistory = (
  model: LlamaModel,
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking: ThinkingChoice,
  draft: Pick<PromptMessage, 'text' | 'pieces'> = { text: '' },
): Prompt => {
  const next = { ...noMessage, ...draft };
  const endsWithDocument = isDocument(next.pieces?.findLast(({ length }) => length > 0));
  const isDraft = ({ kind, messageId }: Span): boolean =>
    messageId === null && (kind === 'document' || (kind === 'question' && !endsWithDocument));
  const render = (last: PromptMessage): Prompt =>
    renderPrompt(model, template, [...messages, last], thinking);
  const prompt = render(endsWithDocument ? withMore(next) : next);
  const length = prompt.spans.findLastIndex(isDraft) + 1;
  if (length > 0) return beginningOf(prompt, length);
  // An empty draft prints nothing, so its position is found with a draft that prints something.
  const more = render(withMore(noMessage));
  return beginningOf(more, Math.max(0, more.spans.findIndex(isDraft)));
};

/** The prompt of `messages` up to the end of a document in the last one; `null` if it is not there. */
export const renderUpToDocument = (
  model: LlamaModel,
  template: ChatTemplate,
  messages: PromptMessage[],
  thinking: ThinkingChoice,
  documentId: string,
): Prompt | null => {
  const last = messages.at(-1);
  if (last === undefined) return null;
  const prompt = renderPrompt(model, template, [...messages.slice(0, -1), withMore(last)], thinking);
  const length = prompt.spans.findLastIndex((span) => span.documentId === documentId) + 1;
  return length === 0 ? null : beginningOf(prompt, length);
};

const noMessage: PromptMessage = { id: null, role: 'user', text: '', reasoning: '', tokens: null };

/** Templates may trim the end of a message; with more text behind it, a document is the same as with any question. */
const withMore = (message: PromptMessage): PromptMessage => ({
  ...message,
  text: `${message.text}x`,
  pieces: [
    ...(message.pieces ?? [{ documentId: null, length: message.text.length }]),
    { documentId: null, length: 1 },
  ],
});

const isDocument = (piece: MessagePiece | undefined): piece is MessagePiece & { documentId: string } =>
  typeof piece?.documentId === 'string';

/** The first document of a prompt, if it is whole and no message precedes its own: every chat about it can begin like that. */
export const documentAtStart = (spans: readonly Span[]): Span | null => {
  const at = spans.findIndex(({ kind }) => kind === 'document');
  const found = spans[at];
  if (found === undefined || found.isPart) return null;
  const isFirst = spans
    .slice(0, at)
    .every(
      ({ kind, messageId }) =>
        kind === 'template' || kind === 'system' || (kind === 'question' && messageId === found.messageId),
    );
  return isFirst ? found : null;
};

/** The whole documents with which every chat about them can begin like this prompt: the first one and those right behind it. */
export const documentsAtStart = (spans: readonly Span[]): (Span & { documentId: string })[] => {
  const first = documentAtStart(spans);
  if (first === null) return [];
  const from = spans.slice(spans.indexOf(first));
  const end = from.findIndex(({ kind, isPart }) => kind !== 'document' || isPart);
  return from.slice(0, end < 0 ? from.length : end) as (Span & { documentId: string })[];
};

/** The first `length` spans of a prompt. */
export const beginningOf = ({ tokens, spans }: Prompt, length: number): Prompt => {
  const kept = spans.slice(0, length);
  return { tokens: tokens.slice(0, kept.at(-1)?.end ?? 0), spans: kept, ending: '' };
};

/** A prompt without its last token, which a turn always evaluates: a state that holds it would have to be rewound for the same prompt. */
export const allButLast = ({ tokens, spans, ending }: Prompt): Prompt => {
  const end = Math.max(0, tokens.length - 1);
  return {
    tokens: tokens.slice(0, end),
    spans: spans.map((span) => ({ ...span, end: Math.min(span.end, end) })),
    ending,
  };
};

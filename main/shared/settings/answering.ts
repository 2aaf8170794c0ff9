/** Settings of the prompt and of the answer, apart from sampling. */
import { format, number, onOff, text, texts, type Scope } from './entry.ts';

const group = 'prompt';

const systemPromptHints: Readonly<Record<Scope, string>> = {
  all: 'Added to the start of every chat.',
  model: 'Added to the start of every chat with this model. Leave empty to use the global system prompt.',
  preset: 'Added to the start of every chat with this preset. Leave empty to use that of the model.',
  chat: 'Added to the start of this chat. Leave empty to use that of the model.',
};

export const answeringEntries = {
  /** Empty: none. */
  systemPrompt: text({
    default: '',
    scopes: ['all', 'model', 'preset', 'chat'],
    group,
    label: 'System prompt',
    hint: ({ scope }) => systemPromptHints[scope],
    empty: 'None',
    longest: 2_000_000,
  }),
  /** Jinja that replaces the template of the model file; `null`: the file's own. A change reloads the model. */
  chatTemplate: text({
    default: null,
    scopes: ['model'],
    group,
    label: 'Chat template',
    hint: 'Jinja template that formats the chat into a prompt. The wrong one produces gibberish.',
    empty: 'From the model file',
    longest: 200_000,
    isCode: true,
  }),
  /** Tokens after which an answer ends; `null`: only the model and the context end it. */
  longestAnswer: number({
    default: null,
    scopes: ['all', 'model', 'preset', 'chat'],
    group,
    label: 'Longest answer',
    hint: 'Ends an answer after this many tokens. Leave empty to let the model end it.',
    empty: 'No limit',
    from: 1,
    to: 1_000_000,
    isWhole: true,
    unit: 'tokens',
  }),
  /** Texts that end an answer and are not part of it; thoughts may contain them. `null`: none. */
  stopStrings: texts({
    default: null,
    scopes: ['model', 'preset', 'chat'],
    group,
    label: 'Stop strings',
    hint: 'The answer ends before any of these texts, one per line; \\n is a line break.',
    empty: 'None',
    mostTexts: 16,
    longest: 200,
    example: '###',
  }),
  /** What answers are bound to after their thoughts; `null`: nothing. */
  responseFormat: format({
    default: null,
    scopes: ['preset', 'chat'],
    group,
    label: 'Response format',
    hint: 'Binds answers to a JSON schema or to a grammar (GBNF). Thoughts stay free.',
    empty: 'Free text',
  }),
  /** Speculative decoding, by look-up in the prompt or with a draft model. */
  speculative: onOff({
    default: true,
    scopes: ['all'],
    group: 'memoryAndSpeed',
    label: 'Speculative decoding',
    hint: 'Drafts several tokens at once, from the prompt or with a draft model, and verifies them in one pass. Pauses itself when it does not help.',
  }),
} as const;

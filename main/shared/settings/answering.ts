/** Settings of the prompt and of the answer, apart from sampling. */
import { number, onOff, text } from './entry.ts';

const group = 'samplingAndPrompt';

export const answeringEntries = {
  /** Empty: none. */
  systemPrompt: text({
    default: '',
    scopes: ['all', 'model'],
    group,
    label: 'System prompt',
    hint: ({ scope }) =>
      scope === 'all'
        ? 'Added to the start of every chat.'
        : 'Added to the start of every chat with this model. Leave empty to use the global system prompt.',
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
    scopes: ['all'],
    group,
    label: 'Longest answer',
    hint: 'Ends an answer after this many tokens. Leave empty to let the model end it.',
    empty: 'No limit',
    from: 1,
    to: 1_000_000,
    isWhole: true,
    unit: 'tokens',
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

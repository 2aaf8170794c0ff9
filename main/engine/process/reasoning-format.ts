/** How a model marks its reasoning, as far as its chat template tells. */
import { LlamaText, SpecialToken, SpecialTokensText, type ChatWrapper } from 'node-llama-cpp';

export interface ReasoningFormat {
  /** Text that opens reasoning, `<think>` for most; `null` for models without it. */
  open: string | null;
  close: string | null;
  /** Text between reasoning and answer that belongs to neither (gpt-oss names its channels there). */
  drop: string[];
  /** Prompt text to add so that the answer starts with reasoning; empty where the template or the model does it. */
  start: LlamaText;
  /** True when the prompt itself leaves reasoning open, so that the first token is already part of it. */
  startsOpen: boolean;
}

/** Reads the format from what the library found in the template. */
export const reasoningFormat = (wrapper: ChatWrapper): ReasoningFormat => {
  const thought = wrapper.settings.segments?.thought;
  const none: ReasoningFormat = {
    open: null,
    close: null,
    drop: [],
    start: LlamaText([]),
    startsOpen: false,
  };
  if (thought === undefined) return none;
  const close = plainText(thought.suffix)?.trim() || null;
  if (
    typeof thought.prefix === 'object' &&
    'type' in thought.prefix &&
    thought.prefix.type === 'openedOnStart'
  )
    return { ...none, close, startsOpen: true };
  const prefix = thought.prefix as string | LlamaText;
  const open = plainText(prefix)?.trim() || null;
  const opens = thought.openOnResponseStart === true;
  return {
    open,
    close,
    drop: open?.startsWith('<|channel|>') ? ['<|start|>assistant', '<|channel|>final<|message|>'] : [],
    start: opens ? LlamaText(prefix) : none.start,
    startsOpen: opens,
  };
};

const plainText = (text: string | LlamaText | undefined): string | undefined => {
  if (text === undefined || typeof text === 'string') return text;
  return text.values
    .map((value) =>
      typeof value === 'string'
        ? value
        : value instanceof SpecialTokensText
          ? value.value
          : value instanceof SpecialToken
            ? ''
            : '',
    )
    .join('');
};

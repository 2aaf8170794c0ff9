/** How models mark their reasoning: told by which marks stand in the chat template. */

export interface ReasoningMarks {
  open: string;
  close: string;
  /** Text that belongs to neither reasoning nor answer, where a model names its channels. */
  drop: string[];
}

/** By the models that brought them; the first whose marks stand in the template is taken. */
const known: ReasoningMarks[] = [
  // gpt-oss ("harmony")
  {
    open: '<|channel|>analysis<|message|>',
    close: '<|end|>',
    drop: ['<|start|>assistant', '<|channel|>final<|message|>'],
  },
  // Gemma 4
  { open: '<|channel>thought', close: '<channel|>', drop: [] },
  // Seed-OSS
  { open: '<seed:think>', close: '</seed:think>', drop: [] },
  // MiniMax M3
  { open: '<mm:think>', close: '</mm:think>', drop: [] },
  // Command R and its successors
  { open: '<|START_THINKING|>', close: '<|END_THINKING|>', drop: ['<|START_RESPONSE|>', '<|START_TEXT|>'] },
  // Ministral and Magistral
  { open: '[THINK]', close: '[/THINK]', drop: [] },
  // Qwen, DeepSeek, GLM, Granite, SmolLM, Nemotron and most others
  { open: '<think>', close: '</think>', drop: [] },
];

/** `null` for a model that does not mark reasoning. */
export const reasoningMarks = (chatTemplate: string): ReasoningMarks | null =>
  known.find(({ open, close }) => chatTemplate.includes(open) || chatTemplate.includes(close)) ??
  // gpt-oss builds its channel marks from parts.
  (chatTemplate.includes('<|channel|>') && chatTemplate.includes('analysis') ? known[0]! : null);

/** True when `prompt` leaves reasoning open, so that the first sampled token is already part of it. */
export const leavesReasoningOpen = (marks: ReasoningMarks | null, prompt: string): boolean =>
  marks !== null && prompt.lastIndexOf(marks.open) > prompt.lastIndexOf(marks.close);

/** Finds the variables of a chat template that control the model's thoughts, by rendering it with and without them. */
import { TemplateError, TemplateTooCostly } from '../jinja/errors.ts';
import { said, type TemplateMessage } from './chat-messages.ts';

/** Variables of a template, as llama-server's `chat_template_kwargs`. */
export type Variables = Readonly<Record<string, string | number | boolean>>;

/** What a user can choose about the model's thoughts. */
export interface ThinkingControls {
  /** Thinking can be switched on and off. */
  switchable: boolean;
  /** It thinks unless something else is chosen; meaningless without a switch. */
  onByDefault: boolean;
  /** The levels of effort that the template knows, the lowest first; empty if it knows none. */
  efforts: string[];
  /** Whether the thoughts of earlier answers stay in the prompt. */
  keepsEarlier: 'always' | 'never' | 'choice';
  /** Whether they stay unless something else is chosen. */
  keepsEarlierByDefault: boolean;
}

/** What was chosen; `null` and missing values stand for the template's own default. */
export interface ThinkingChoice {
  on?: boolean | null;
  /** One of `ThinkingControls.efforts`. */
  effort?: string | null;
  keepsEarlier?: boolean | null;
  /** Tokens for thoughts, passed to templates that can tell the model. */
  budget?: number | null;
}

/** Text in templates that mark thoughts; llama-server switches thinking off by default if it finds no marks. */
const hasThoughts = /reasoning|think>|\bthinking\b|\[THINK|channel/;

interface Thinking {
  controls: ThinkingControls;
  variables: (choice: ThinkingChoice) => Variables;
}

type Render = (messages: TemplateMessage[], variables: Variables) => string;

/** Whether earlier thoughts are kept, under the names that llama.cpp knows (common/jinja/caps.cpp). */
const keeping = (keeps: boolean): Variables => ({
  preserve_thinking: keeps,
  clear_thinking: !keeps,
  truncate_history_thinking: !keeps,
  drop_thinking: !keeps,
});

/** What llama-server passes to every template unless something else is chosen. */
export const usualVariables: Variables = { enable_thinking: true, ...keeping(true) };

/** Ways to switch thinking; the first one that changes the prompt is the template's. */
const switches: { on: Variables; off: Variables }[] = [
  { on: { enable_thinking: true }, off: { enable_thinking: false } },
  // Granite, Kimi
  { on: { thinking: true }, off: { thinking: false } },
  // MiniMax
  { on: { thinking_mode: 'enabled' }, off: { thinking_mode: 'disabled' } },
  // Cohere
  { on: { reasoning: true }, off: { reasoning: false } },
  // Seed-OSS
  { on: {}, off: { thinking_budget: 0 } },
  // Hunyuan
  { on: { reasoning_effort: 'high' }, off: { reasoning_effort: 'no_think' } },
  { on: {}, off: { reasoning_effort: 'none' } },
  // Solar
  { on: {}, off: { reasoning_effort: 'minimal' } },
];

/** Names of the effort, each with its common levels, the lowest first. */
const effortNames = ['reasoning_effort', 'reasoning_strength', 'thinking_effort'];
const usualEfforts = ['low', 'medium', 'high'];
const allEfforts = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const noEffort = 'no level';

const question = [said('user', 'Question')];
const thoughts = 'Earlier thoughts';
const history = [
  said('user', 'First'),
  said('model', 'Answer', thoughts),
  said('user', 'Second'),
  said('model', 'Answer', 'Later thoughts'),
  said('user', 'Third'),
];

/** `render` throws `TemplateError` if the template refuses the variables. */
export const findThinking = (source: string, render: Render): Thinking => {
  const attempt = (messages: TemplateMessage[], variables: Variables): string | null => {
    try {
      return render(messages, variables);
    } catch (error) {
      if (!(error instanceof TemplateError) || error instanceof TemplateTooCostly) throw error;
      return null;
    }
  };
  const quoted = (value: string): boolean => source.includes(`'${value}'`) || source.includes(`"${value}"`);
  const names = (variables: Variables): boolean =>
    Object.entries(variables).every(
      ([name, value]) => source.includes(name) && (typeof value !== 'string' || quoted(value)),
    );
  const known = switches.find(({ on, off }) => {
    if (!names(off)) return false;
    const [with_, without] = [attempt(question, on), attempt(question, off)];
    return with_ !== null && without !== null && with_ !== without;
  });

  const effortName = effortNames.find((name) => source.includes(name));
  const efforts =
    effortName === undefined
      ? []
      : findEfforts(
          quoted,
          (level) => attempt(question, { ...known?.on, [effortName]: level }),
          known === undefined ? null : attempt(question, known.off),
        );

  // Seed-OSS; other templates print nothing about it.
  const tellsBudget =
    source.includes('thinking_budget') &&
    attempt(question, { thinking_budget: 512 }) !== attempt(question, {});

  const areKept = (choice: Variables): boolean =>
    attempt(history, { ...known?.on, ...choice })?.includes(thoughts) ?? false;
  const keptBy = (keeps: boolean): Variables => ({ ...keeping(keeps), keep_past_thinking: keeps });
  const [kept, dropped] = [areKept(keptBy(true)), areKept(keptBy(false))];
  const isChoice = kept && !dropped;
  return {
    controls: {
      switchable: known !== undefined,
      onByDefault: known !== undefined && attempt(question, {}) === attempt(question, known.on),
      efforts,
      keepsEarlier: isChoice ? 'choice' : kept ? 'always' : 'never',
      keepsEarlierByDefault: areKept({}),
    },
    variables: ({ on = null, effort = null, keepsEarlier = null, budget = null }) => ({
      ...(on !== null ? { enable_thinking: on } : hasThoughts.test(source) ? {} : { enable_thinking: false }),
      ...(tellsBudget && budget !== null ? { thinking_budget: budget } : {}),
      ...(on === null || known === undefined ? {} : on ? known.on : known.off),
      // Another model's level would make some templates refuse the chat.
      ...(effortName !== undefined && on !== false && effort !== null && efforts.includes(effort)
        ? { [effortName]: effort }
        : {}),
      ...(isChoice && keepsEarlier !== null ? keptBy(keepsEarlier) : {}),
    }),
  };
};

/**
 * The levels that the template distinguishes from one that does not exist, from each other and from no thinking; or the common
 * ones if it prints any value.
 */
const findEfforts = (
  quoted: (level: string) => boolean,
  rendered: (level: string) => string | null,
  withoutThinking: string | null,
): string[] => {
  const nothing = rendered(noEffort);
  if (nothing?.includes(noEffort)) return usualEfforts;
  const known = new Set([null, nothing, withoutThinking]);
  return allEfforts.filter((level) => {
    const text = quoted(level) ? rendered(level) : null;
    if (known.has(text)) return false;
    known.add(text);
    return true;
  });
};

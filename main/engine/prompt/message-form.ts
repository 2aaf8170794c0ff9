/** Finds by trial the form in which a chat template expects messages. */
import { TemplateError, TemplateTooCostly } from '../jinja/errors.ts';
import type { Text } from '../jinja/text.ts';
import { said, type ContentOrigin, type MessageForm, type TemplateMessage } from './chat-messages.ts';

const question = [said('user', 'Question')];
const withSystem = [said('system', 'Instructions'), ...question];

/**
 * `render` throws `TemplateError` if the template refuses the messages; this function throws it if the template refuses every
 * form.
 */
export const findForm = (
  source: string,
  render: (messages: TemplateMessage[], form: MessageForm) => Text,
): MessageForm => {
  let failure: TemplateError | null = null;
  const prints = (messages: TemplateMessage[], form: MessageForm): boolean => {
    try {
      const { marks } = render(messages, form);
      const isPrinted = messages.every((_message, index) =>
        marks.some(({ origin }) => (origin as ContentOrigin).content === index),
      );
      if (!isPrinted) failure ??= new TemplateError('it leaves out the last message');
      return isPrinted;
    } catch (error) {
      if (!(error instanceof TemplateError) || error instanceof TemplateTooCostly) throw error;
      failure ??= error;
      return false;
    }
  };
  for (const content of ['text', 'parts'] as const)
    // Templates made only for tools require a list of them.
    for (const withTools of [false, true]) {
      const form: MessageForm = {
        content,
        withTools,
        thoughts: takesBlocks(source) ? 'blocks' : 'field',
        // llama.cpp does the same: white space at the ends drives StepFun's models into loops.
        trims: source.includes('You have access to the following functions in JSONSchema format'),
        system: 'role',
      };
      if (prints(question, form)) return prints(withSystem, form) ? form : { ...form, system: 'question' };
    }
  throw failure!;
};

/** Mistral's reasoning models accept thoughts as a part of the content, `{ type: 'thinking', thinking }`, and nowhere else. */
const takesBlocks = (source: string): boolean =>
  source.includes('[SYSTEM_PROMPT]') &&
  !source.includes('reasoning_content') &&
  /['"]thinking['"]\s*(\]|-?%\}|and\b|or\b)/.test(source);

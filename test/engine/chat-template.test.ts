import type { LlamaModel } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { parseChatTemplate, type TemplateMessage } from '../../main/engine/process/chat-template.ts';
import { renderPrompt } from '../../main/engine/process/prompt.ts';
import { chatMl } from '../models/generate-llama.ts';

const message = (role: TemplateMessage['role'], hasReasoning = false): TemplateMessage => ({
  role,
  text: ' text ',
  reasoning: hasReasoning ? 'thoughts' : '',
});
const chat = [message('user'), message('model'), message('user')];

/** The rendered prompt with contents as `{0}`, without spaces at their ends as `{0-}`, reasoning as `{r0}`. */
const shown = (source: string, messages: TemplateMessage[]): string =>
  parseChatTemplate(source, '<s>', '</s>')
    .render(messages)
    .map((piece) => {
      if ('template' in piece) return piece.template;
      const mark = piece.part === 'text' ? '' : 'r';
      return `{${mark}${piece.content}${piece.text === 'text' ? '-' : ''}}`;
    })
    .join('');

/** A template that knows no system role, as Gemma 2's. */
const withoutSystemRole =
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for m in messages %}<{{ m['role'] }}>{{ m['content'] | trim }}{% endfor %}<model>";

/** A template that drops reasoning from all but the last answer and opens it for the next, as Qwen's and DeepSeek's. */
const thinking =
  '{% for m in messages %}<{{ m.role }}>{% if m.reasoning_content and loop.index0 > messages|length - 3 %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}{% endfor %}<assistant><think>\n';

describe('a chat template', () => {
  it('is rendered with contents in their places', () => {
    expect(shown(chatMl, [message('system'), ...chat])).toBe(
      '<|im_start|>system\n{0}<|im_end|>\n<|im_start|>user\n{1}<|im_end|>\n<|im_start|>assistant\n{2}<|im_end|>\n<|im_start|>user\n{3}<|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('without a system role gets its text with the first question', () => {
    expect(shown(withoutSystemRole, [message('system'), ...chat])).toBe(
      '<s><user>{0}{1}<assistant>{2-}<user>{3-}<model>',
    );
  });

  it('strips contents where it says so, and only there', () => {
    const source =
      '{% for m in messages %}<{{ m.role }}>{{ m.content | trim if m.role == "user" else m.content }}{% endfor %}';
    expect(shown(source, chat)).toBe('<user>{0-}<assistant>{1}<user>{2-}');
  });

  it('decides by itself which reasoning stays', () => {
    const asked = [
      message('user'),
      message('model', true),
      message('user'),
      message('model', true),
      message('user'),
    ];
    expect(shown(thinking, asked)).toBe(
      '<user>{0}<assistant>{1}<user>{2}<assistant><think>{r3}</think>{3}<user>{4}<assistant><think>',
    );
  });

  it.each([
    ['does not parse', '{% if %}'],
    ['leaves out what was asked', 'hello'],
    ['asks for what there is not', '{{ nothing.at.all }}'],
  ])('that %s is refused', (_name, source) => {
    expect(() => parseChatTemplate(source, '', '')).toThrow(Error);
  });
});

describe('a prompt', () => {
  /** Stands in for a tokenizer: a token is a character, special ones are the template's. */
  const model = {
    tokens: { bos: 1, shouldPrependBosToken: true },
    tokenize: (text: string, special: boolean) =>
      [...text].map((char) => char.codePointAt(0)! + (special ? 10_000 : 0)),
    getTokenAttributes: () => ({ control: false, userDefined: false }),
  } as unknown as LlamaModel;
  const template = parseChatTemplate(chatMl, '', '');
  const said = (role: 'user' | 'model', text: string, tokens: number[] | null = null) => ({
    id: null,
    role,
    text,
    reasoning: '',
    tokens,
  });

  it('never takes what people write for special tokens', () => {
    const { tokens } = renderPrompt(model, template, [said('user', '<|im_end|>')]);
    const own = [...'<|im_end|>'].map((char) => char.codePointAt(0)!);
    expect(tokens.join(' ')).toContain(own.join(' '));
  });

  it('holds known answers as they were sampled, and starts with one BOS', () => {
    const { tokens, ending } = renderPrompt(model, template, [
      said('user', 'a'),
      said('model', 'b', [7, 8, 9]),
      said('user', 'c'),
    ]);
    expect(tokens.join(' ')).toContain(' 7 8 9 ');
    expect(tokens[0]).toBe(1);
    expect(tokens.filter((token) => token === (1 as never))).toHaveLength(1);
    expect(ending).toBe('<|im_end|>\n<|im_start|>assistant\n');
  });
});

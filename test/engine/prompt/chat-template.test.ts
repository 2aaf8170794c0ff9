import { say } from '../../../main/shared/words/catalogue.ts';
import type { GgufFileInfo, LlamaModel } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { parseChatTemplate, type TemplateMessage } from '../../../main/engine/prompt/chat-template.ts';
import { chatTemplateOf, openTemplate } from '../../../main/engine/load/inspect.ts';
import { renderPrompt } from '../../../main/engine/prompt/prompt.ts';
import { RefusedFile } from '../../../main/engine/process/refused-file.ts';
import { chatMl } from '../../fixtures/models/generate-llama.ts';

const message = (role: TemplateMessage['role'], hasReasoning = false): TemplateMessage => ({
  role,
  text: ' text ',
  reasoning: hasReasoning ? 'thoughts' : '',
});
const chat = [message('user'), message('model'), message('user')];

/** The rendered prompt, with contents as `{0}`, contents without outer spaces as `{0-}`, and reasoning as `{r0}`. */
const shown = (source: string, messages: TemplateMessage[]): string =>
  parseChatTemplate(source, '<s>', '</s>')
    .render(messages)
    .map((piece) => {
      if ('template' in piece) return piece.template;
      const mark = piece.part === 'text' ? '' : 'r';
      return `{${mark}${piece.content}${piece.text === 'text' ? '-' : ''}}`;
    })
    .join('');

/** A template without a system role, like Gemma 2's. */
const withoutSystemRole =
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for m in messages %}<{{ m['role'] }}>{{ m['content'] | trim }}{% endfor %}<model>";

/**
 * A template that drops the reasoning of all answers but the last, and opens it for the next one, like those of Qwen and
 * DeepSeek.
 */
const thinking =
  '{% for m in messages %}<{{ m.role }}>{% if m.reasoning_content and loop.index0 > messages|length - 3 %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}{% endfor %}<assistant><think>\n';

describe('a chat template', () => {
  it('is rendered with contents in their places', () => {
    expect(shown(chatMl, [message('system'), ...chat])).toBe(
      '<|im_start|>system\n{0}<|im_end|>\n<|im_start|>user\n{1}<|im_end|>\n<|im_start|>assistant\n{2}<|im_end|>\n<|im_start|>user\n{3}<|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('without a system role gets the system prompt with the first question', () => {
    expect(shown(withoutSystemRole, [message('system'), ...chat])).toBe(
      '<s><user>{0}{1}<assistant>{2-}<user>{3-}<model>',
    );
  });

  it('strips contents only if it says so', () => {
    const source =
      '{% for m in messages %}<{{ m.role }}>{{ m.content | trim if m.role == "user" else m.content }}{% endfor %}';
    expect(shown(source, chat)).toBe('<user>{0-}<assistant>{1}<user>{2-}');
  });

  it('decides by itself which reasoning is kept', () => {
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

describe('a template', () => {
  const users = "{% for m in messages %}{% if m.role == 'user' %}<{{ m.content }}>{% endif %}{% endfor %}";
  const says = (role: TemplateMessage['role'], text: string): TemplateMessage => ({
    role,
    text,
    reasoning: '',
  });
  const textOf = (source: string, messages: TemplateMessage[]): string =>
    parseChatTemplate(source, '', '')
      .render(messages)
      .map((piece) => ('template' in piece ? piece.template : piece.text))
      .join('');

  it('that skips system prompts, like the first one of Phi-3, gets the system prompt with the first question', () => {
    const phi3 =
      "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') %}{{ '<|user|>' + '\\n' + message['content'] + '<|end|>' + '\\n' + '<|assistant|>' + '\\n' }}{% elif (message['role'] == 'assistant') %}{{ message['content'] + '<|end|>' + '\\n' }}{% endif %}{% endfor %}";
    const chatWith = [
      says('system', 'Answer in French.'),
      says('user', 'Hello'),
      says('model', 'Salut'),
      says('user', 'Bye'),
    ];
    expect(textOf(phi3, chatWith)).toBe(
      '<|user|>\nAnswer in French.\nHello<|end|>\n<|assistant|>\nSalut<|end|>\n<|user|>\nBye<|end|>\n<|assistant|>\n',
    );
  });

  it.each([
    [
      'contents as a list',
      "{% for m in messages %}{% for l in m['content'] %}{% if l['type'] == 'text' %}<{{ l['text'] }}>{% endif %}{% endfor %}{% endfor %}",
    ],
    ['a list of tools', `{% if tools is not defined %}{{ raise_exception('no tools') }}{% endif %}${users}`],
    ['a test with an argument and no brackets', `{% if 1 is in [1, 2] %}${users}{% endif %}`],
    ['formats', `{{ '%s' % '' }}{{ '{}'.format('') }}${users}`],
    [
      'methods of strings',
      `{{ ''.join(messages[0].content.split('Hello')) }}{% if 'aab'.count('a') == 2 and 'ab'.find('b') == 1 and '1'.isdigit() %}${users}{% endif %}`,
    ],
    [
      'filters',
      `{% if 2.5|round == 2 and [1, 2]|sum == 3 and [1, 2]|select('odd')|list == [1] and [2, 1]|min == 1 %}${users}{% endif %}`,
    ],
    [
      'raw text and cycles',
      `{% raw %}{% endraw %}{% for m in messages %}{{ loop.cycle('<', '<') }}{{ m.content }}>{% endfor %}`,
    ],
  ])('that uses %s works', (_name, source) => {
    expect(textOf(source, [says('user', 'Hello')])).toBe('<Hello>');
  });

  it('that contains the characters of a placeholder prints them', () => {
    expect(textOf(`\u{F0000}t7\u{F0001}${users}`, [says('user', 'Hello')])).toBe(
      '\u{F0000}t7\u{F0001}<Hello>',
    );
  });

  it.each([
    [
      'an answer',
      "{% if messages|length > 1 %}{{ raise_exception('Only one message!') }}{% endif %}",
      'Only one message!',
    ],
    [
      'a third message',
      "{% if messages|length > 2 %}{{ raise_exception('No third.') }}{% endif %}",
      'No third.',
    ],
  ])('that fails for %s is refused before it is loaded, with its own reason', (_name, source, reason) => {
    expect(() => parseChatTemplate(source + users, '', '')).toThrow(reason);
    expect(() => openTemplate('Model.gguf', source + users, false)).toThrow(
      /^The chat template of Model\.gguf cannot be used \(.*[^.]\)\. Set another chat template for this model\.$/,
    );
  });

  it('that fails for earlier thoughts gets the chat without them', () => {
    const source = `{% for m in messages %}{% if m.reasoning_content %}{{ m.no.such() }}{% endif %}{% endfor %}${users}`;
    const thought = { ...says('model', 'Hi'), reasoning: 'Thoughts.' };
    expect(textOf(source, [says('user', 'Hello'), thought, says('user', 'Bye')])).toBe('<Hello><Bye>');
  });

  it('that removes words from a message still renders the chat', () => {
    const source = `{% for m in messages %}<{{ m.content.replace('/think', '') }}>{% endfor %}`;
    expect(textOf(source, [says('user', '/think')])).toBe('<>');
  });

  it('is the one for tools if a file has no other', () => {
    const info = (tokenizer: object) => ({ metadata: { tokenizer } }) as unknown as GgufFileInfo;
    expect(chatTemplateOf(info({ 'chat_template.tool_use': ' tools ' }), null)).toBe('tools');
    expect(chatTemplateOf(info({ 'chat_template.tool_use': 'tools', chat_template: 'plain' }), null)).toBe(
      'plain',
    );
    expect(chatTemplateOf(info({ chat_template: 'plain' }), 'own')).toBe('own');
    expect(chatTemplateOf(info({ chat_template: 7 }), null)).toBe('');
  });

  it('that refuses a chat leads to one sentence, with a way out', () => {
    const source = `{% if messages|length > 8 %}{{ raise_exception('Too long.') }}{% endif %}${users}`;
    const template = parseChatTemplate(source, '', '');
    const long = Array.from({ length: 9 }, (_, index) => ({
      ...says(index % 2 === 0 ? 'user' : 'model', `${index}`),
      id: null,
      tokens: null,
    }));
    expect(() => renderPrompt({} as LlamaModel, template, long, {})).toThrow(
      new RefusedFile(say('engine.template-refuses-chat', { reason: 'Too long' })),
    );
  });
});

describe('a prompt', () => {
  /** Replaces a tokenizer: each character is a token, and special tokens come only from the template. */
  const model = {
    tokens: { bos: 1, shouldPrependBosToken: true },
    tokenize: (text: string, special: boolean) =>
      [...text].map((char) => char.codePointAt(0)! + (special ? 10_000 : 0)),
    getTokenAttributes: () => ({ control: false, userDefined: false }),
    fileInfo: { metadata: { tokenizer: { ggml: { tokens: Array.from({ length: 20_000 }, String) } } } },
  } as unknown as LlamaModel;
  const template = parseChatTemplate(chatMl, '', '');
  const said = (role: 'user' | 'model', text: string, tokens: number[] | null = null) => ({
    id: null,
    role,
    text,
    reasoning: '',
    tokens,
  });

  it('never takes what people type for special tokens', () => {
    const { tokens } = renderPrompt(model, template, [said('user', '<|im_end|>')], {});
    const own = [...'<|im_end|>'].map((char) => char.codePointAt(0)!);
    expect(tokens.join(' ')).toContain(own.join(' '));
  });

  it('contains known answers as they were sampled, and starts with one BOS', () => {
    const { tokens, ending } = renderPrompt(
      model,
      template,
      [said('user', 'a'), said('model', 'b', [7, 8, 9]), said('user', 'c')],
      {},
    );
    expect(tokens.join(' ')).toContain(' 7 8 9 ');
    expect(tokens[0]).toBe(1);
    expect(tokens.filter((token) => token === (1 as never))).toHaveLength(1);
    expect(ending).toBe('<|im_end|>\n<|im_start|>assistant\n');
  });
});

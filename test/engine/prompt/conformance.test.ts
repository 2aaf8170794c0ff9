import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  parseChatTemplate,
  type PromptPiece,
  type TemplateMessage,
} from '../../../main/engine/prompt/chat-template.ts';
import { chats } from '../../fixtures/templates/chats.ts';
import type { Fixture } from '../../fixtures/templates/fixture.ts';
import { hasGit, llamaTemplates } from '../../fixtures/templates/llama-templates.ts';

const fixture = JSON.parse(
  gunzipSync(
    readFileSync(join(import.meta.dirname, '../../fixtures/templates/conformance.json.gz')),
  ).toString(),
) as Fixture;

const messagesOf = (name: string): TemplateMessage[] =>
  chats[name]!.map(({ role, content, reasoning_content }) => ({
    role: role === 'assistant' ? 'model' : (role as 'system' | 'user'),
    text: content,
    reasoning: reasoning_content ?? '',
  }));

const said = (role: TemplateMessage['role'], text: string, reasoning = ''): TemplateMessage => ({
  role,
  text,
  reasoning,
});

const textOf = (pieces: PromptPiece[]): string =>
  pieces.map((piece) => ('template' in piece ? piece.template : piece.text)).join('');

/**
 * llama-server takes Devstral's template for that of a thinking Mistral, and passes answers as lists that begin with the
 * thoughts. The template prints only the first item of a list, so llama-server loses the whole answer. Hearth passes the answer
 * as a string, which the template prints.
 */
const heldRight = ['earlier thoughts', 'white space at the ends', 'thoughts with a system prompt'].map(
  (chat) => `unsloth-mistral-Devstral-Small-2507.jinja: ${chat}`,
);

describe.skipIf(!hasGit)(
  `the templates of llama.cpp${hasGit ? '' : ' (skipped: git is not installed)'}`,
  () => {
    let sources: Map<string, string>;
    beforeAll(() => {
      vi.stubEnv('TZ', 'UTC');
      sources = llamaTemplates();
    });
    afterAll(() => vi.unstubAllEnvs());

    it.each(['on', 'off', 'usual'] as const)(
      'are rendered like in llama-server, with thinking: %s',
      (key) => {
        const unlike: string[] = [];
        for (const [name, answers] of Object.entries(fixture.templates)) {
          const template = parseChatTemplate(sources.get(name)!, fixture.bos, fixture.eos);
          for (const [chat, answer] of Object.entries(answers[key])) {
            const messages = messagesOf(chat);
            const variables = key === 'usual' ? template.usual : { enable_thinking: key === 'on' };
            const text = textOf(template.renderWith(messages, variables, new Date(answers.now)));
            if (!('prompt' in answer) || answer.prompt !== text) unlike.push(`${name}: ${chat}`);
          }
        }
        expect(unlike).toEqual(heldRight);
      },
    );

    it('render every chat that stopped, failed or shortened answers leave behind, and lose no question', () => {
      const system = said('system', 'Be brief.');
      const [one, two, three] = ['First?', 'Second?', 'Third?'].map((text) => said('user', text));
      const answer = said('model', 'Answer.', 'Thoughts.');
      const onlyThoughts = said('model', '', 'Thoughts without an answer.');
      const left: TemplateMessage[][] = [
        [one!, two!],
        [system, one!, two!, three!],
        [one!, answer, two!, three!],
        [one!, onlyThoughts, two!],
        [system, one!, onlyThoughts],
        [answer, one!],
        [system, answer, one!],
        [one!, answer, answer, two!],
        [system, said('system', 'Be kind.'), one!],
        [one!, answer, system, two!],
        [one!, system, two!],
        [system, one!],
        [said('user', '')],
        [one!, said('model', ''), two!],
      ];
      const lost: string[] = [];
      for (const [name, source] of sources) {
        const template = parseChatTemplate(source, fixture.bos, fixture.eos);
        for (const [index, messages] of left.entries()) {
          const pieces = template.render(messages);
          const isWhole = messages.every(
            ({ role, text }, at) =>
              role !== 'user' ||
              text === '' ||
              pieces.some((piece) => 'content' in piece && piece.content === at),
          );
          if (!isWhole) lost.push(`${name}: ${index}`);
        }
      }
      expect(lost).toEqual([]);
    });

    it('keep a document of two million characters apart from what surrounds it, within their limits', () => {
      const document = `<document name="a">\n${'Some words, {{ braces }} and 一些文字。\n'.repeat(58_000)}</document>\n\n`;
      const about = (question: string): TemplateMessage => ({
        ...said('user', `Cite it.\n\n${document}${question}`),
        pieces: [
          { documentId: null, length: 10 },
          { documentId: 'a', length: document.length },
          { documentId: null, length: question.length },
        ],
      });
      expect(document.length).toBeGreaterThan(2_000_000);
      const joined: string[] = [];
      for (const [name, source] of sources) {
        const template = parseChatTemplate(source, fixture.bos, fixture.eos);
        const pieces = template.render([said('system', 'Be brief.'), about('What is it?  ')]);
        const parts = pieces.filter((piece) => 'content' in piece && piece.content === 1);
        const texts = parts.map((part) => ('text' in part ? part.text : ''));
        const isApart =
          texts.length === 3 && texts[1] === document && 'piece' in parts[1]! && parts[1].piece === 1;
        if (!isApart || texts[0] !== 'Cite it.\n\n' || texts[2]!.trim() !== 'What is it?') joined.push(name);
      }
      expect(joined).toEqual([]);
    });

    it('accept a system prompt, together with the first question if they have no place for one', () => {
      const messages = [
        said('system', 'Be brief.'),
        said('user', 'Hello'),
        said('model', 'Hi'),
        said('user', 'And?'),
      ];
      const dropped = [...sources].filter(([, source]) => {
        const pieces = parseChatTemplate(source, fixture.bos, fixture.eos).render(messages);
        return !pieces.some((piece) => 'content' in piece && piece.content === 0);
      });
      expect(dropped.map(([name]) => name)).toEqual([]);
    });
  },
);

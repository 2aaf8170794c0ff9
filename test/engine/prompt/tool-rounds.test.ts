import type { Llama } from 'node-llama-cpp';
import { beforeAll, describe, expect, it } from 'vitest';
import { writtenCalls } from '../../../main/engine/calls/write-calls.ts';
import { parseChatTemplate } from '../../../main/engine/prompt/chat-template.ts';
import { renderPrompt } from '../../../main/engine/prompt/prompt.ts';
import type { PromptMessage } from '../../../main/shared/engine/request.ts';
import type { ToolCall } from '../../../main/shared/engine/tools.ts';
import { startCpu } from '../../../main/engine/load/backend.ts';
import { hasGit, llamaTemplates, llamaVocabulary } from '../../fixtures/templates/llama-templates.ts';

const calls: ToolCall[] = [
  { id: 'a1b2c3d4e', name: 'read_file', arguments: '{"path":"src/a  b.ts","lines":12}' },
];
const program = {
  tools: {
    tools: [
      { name: 'read_file', description: 'Reads a file.', parameters: { type: 'object', properties: {} } },
    ],
    choice: 'auto' as const,
    areParallel: true,
  },
};
const said = (role: PromptMessage['role'], text: string): PromptMessage => ({
  id: text,
  role,
  text,
  reasoning: '',
  tokens: null,
});

describe.skipIf(!hasGit)(
  `a round of tools with the tokens of real vocabularies${hasGit ? '' : ' (skipped: git is not installed)'}`,
  () => {
    let llama: Llama;
    beforeAll(async () => {
      llama = await startCpu();
    });

    it.each([
      ['qwen2', 'Qwen3-Coder'],
      ['qwen35', 'Qwen-Qwen3-0.6B'],
      ['llama-bpe', 'meta-llama-Llama-3.1-8B-Instruct'],
      ['phi-3', 'microsoft-Phi-3.5-mini-instruct'],
    ])('%s with the template %s extends the prompt before it', async (vocabulary, file) => {
      const model = await llama.loadModel({ modelPath: llamaVocabulary(vocabulary), vocabOnly: true });
      const source = llamaTemplates().get(`${file}.jinja`)!;
      const template = parseChatTemplate(source, model.tokens.bosString ?? '', model.tokens.eosString ?? '');
      const { format } = template.calls;
      const isBare = format.first.trim() === '';
      const written = writtenCalls(format, calls)
        .map(({ text }) => text)
        .join('');
      // As a model may write it: with other white space than the template.
      const answer = isBare ? written.trim() : `I read it.${written}`;
      const sampled = model.tokenize(answer.replace('": ', '":'), true, 'trimLeadingSpace') as number[];
      const question = said('user', 'What is in a b.ts?');
      const first = renderPrompt(model, template, [question], {}, program).tokens as number[];
      const made = { ...said('model', isBare ? '' : 'I read it.'), calls, tokens: sampled };
      const result = { ...said('tool', 'const x = 1;'), answersCall: { id: 'a1b2c3d4e', name: 'read_file' } };
      const next = renderPrompt(model, template, [question, made, result], {}, program).tokens as number[];
      const held = [...first, ...sampled];
      expect(next.slice(0, held.length)).toEqual(held);
      expect(model.detokenize(next.slice(held.length) as never, true)).toContain('const x = 1;');
      await model.dispose();
    });
  },
);

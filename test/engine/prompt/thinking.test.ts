import { beforeAll, describe, expect, it } from 'vitest';
import {
  parseChatTemplate,
  type ChatTemplate,
  type ThinkingChoice,
} from '../../../main/engine/prompt/chat-template.ts';
import { clearableThoughts, keptThoughts } from '../../fixtures/models/chat-templates.ts';
import { chatMl } from '../../fixtures/models/generate-llama.ts';
import { hasGit, llamaTemplates } from '../../fixtures/templates/llama-templates.ts';

const question = [{ role: 'user' as const, text: 'Hello', reasoning: '' }];
const ending = (template: ChatTemplate, choice?: ThinkingChoice): string =>
  template
    .render(question, choice)
    .map((piece) => ('template' in piece ? piece.template : piece.text))
    .join('');

describe('the choices about thoughts', () => {
  it('do not exist if the template has no thoughts', () => {
    expect(parseChatTemplate(chatMl, '', '').thinking).toEqual({
      switchable: false,
      onByDefault: false,
      efforts: [],
      keepsEarlier: 'never',
      keepsEarlierByDefault: false,
    });
  });

  it('include whether earlier thoughts are kept, if the template asks for that, and nothing else changes them', () => {
    const history = [
      ...question,
      { role: 'model' as const, text: 'Hi', reasoning: 'A greeting.' },
      { role: 'user' as const, text: 'Bye', reasoning: '' },
    ];
    const kept = (source: string) => {
      const template = parseChatTemplate(source, '', '');
      return [true, false, null].map((keepsEarlier) =>
        template
          .render(history, { keepsEarlier })
          .some((piece) => 'part' in piece && piece.part === 'reasoning'),
      );
    };
    const thinkingOf = (source: string) => parseChatTemplate(source, '', '').thinking;
    expect(thinkingOf(clearableThoughts)).toMatchObject({
      keepsEarlier: 'choice',
      keepsEarlierByDefault: true,
    });
    expect(kept(clearableThoughts)).toEqual([true, false, true]);
    expect(thinkingOf(keptThoughts).keepsEarlier).toBe('always');
    expect(kept(keptThoughts)).toEqual([true, true, true]);
    // A variable that llama-server does not set is off unless the user chooses it.
    const keptIfAsked = clearableThoughts.replace('not clear_thinking', 'keep_past_thinking');
    expect(thinkingOf(keptIfAsked)).toMatchObject({ keepsEarlier: 'choice', keepsEarlierByDefault: false });
    expect(kept(keptIfAsked)).toEqual([true, false, false]);
  });

  it('include only what changes the prompt, not a variable that is mentioned but not used', () => {
    const named = `{# enable_thinking, reasoning_effort 'low' 'high' #}{% set x = enable_thinking %}${chatMl}`;
    expect(parseChatTemplate(named, '', '').thinking).toMatchObject({ switchable: false, efforts: [] });
  });
});

describe.skipIf(!hasGit)(
  `in the templates of llama.cpp${hasGit ? '' : ' (skipped: git is not installed)'}`,
  () => {
    const templates = new Map<string, ChatTemplate>();
    const of = (name: string): ChatTemplate => templates.get(`${name}.jinja`)!;
    beforeAll(() => {
      for (const [name, source] of llamaTemplates()) templates.set(name, parseChatTemplate(source, '', ''));
    });

    it.each([
      ['Qwen-Qwen3-0.6B', true, [], 'never'],
      ['google-gemma-4-31B-it', true, [], 'never'],
      ['deepseek-ai-DeepSeek-V3.1', true, [], 'never'],
      ['deepseek-ai-DeepSeek-V4-Flash-0731', true, ['high', 'max'], 'choice'],
      ['openai-gpt-oss-120b', false, ['low', 'medium', 'high'], 'never'],
      ['ibm-granite-granite-3.3-2B-Instruct', true, [], 'never'],
      ['Kimi-K3', true, ['low', 'high', 'max'], 'always'],
      ['MiniMax-M3', true, [], 'always'],
      ['ByteDance-Seed-OSS', true, [], 'always'],
      ['tencent-Hy3', true, ['low', 'high'], 'never'],
      ['upstage-Solar-Open-100B', true, [], 'never'],
      ['GLM-4.7-Flash', true, [], 'choice'],
      ['deepseek-ai-DeepSeek-R1-Distill-Llama-8B', false, [], 'never'],
      ['microsoft-Phi-3.5-mini-instruct', false, [], 'never'],
    ])(
      '%s has a switch: %s, levels: %j, and earlier thoughts: %s',
      (name, switchable, efforts, keepsEarlier) => {
        expect(of(name).thinking).toMatchObject({ switchable, efforts, keepsEarlier });
      },
    );

    it.each([
      ['Qwen-Qwen3-0.6B', true],
      ['Kimi-K3', true],
      ['ibm-granite-granite-3.3-2B-Instruct', false],
      ['MiniMax-M3', false],
    ])('%s thinks by default: %s', (name, onByDefault) => {
      expect(of(name).thinking.onByDefault).toBe(onByDefault);
    });

    // By default, MiniMax M3 leaves the choice to the model.
    it('each switch and each level changes the prompt, and the default is on or off', () => {
      const unlike = [...templates].filter(([, template]) => {
        const { switchable, efforts } = template.thinking;
        const [on, off, usual] = [
          ending(template, { on: true }),
          ending(template, { on: false }),
          ending(template),
        ];
        if (switchable !== (on !== off) || ![on, off].includes(usual)) return true;
        const levels = efforts.map((effort) => ending(template, { on: true, effort }));
        return new Set([...levels, ...(switchable ? [off] : [])]).size !== levels.length + Number(switchable);
      });
      expect(unlike.map(([name]) => name)).toEqual(['MiniMax-M3.jinja']);
    });

    it('thinking has the default of llama-server: on if the template uses `enable_thinking`', () => {
      expect(ending(of('google-gemma-4-31B-it'))).toContain('<|think|>');
      expect(ending(of('deepseek-ai-DeepSeek-V3.1'))).toMatch(/<think>$/);
      expect(ending(of('deepseek-ai-DeepSeek-V3.1'), { on: false })).toMatch(/<\/think>$/);
      expect(ending(of('Qwen-Qwen3-0.6B'), { on: false })).toMatch(/<think>\n\n<\/think>\n\n$/);
    });

    it('the switch is `enable_thinking`, like in llama-server, unless a template has another name', () => {
      const others = [...templates].filter(([, template]) => {
        const raw = (on: boolean): string =>
          template
            .renderWith(question, { enable_thinking: on })
            .map((piece) => ('template' in piece ? piece.template : piece.text))
            .join('');
        return raw(false) !== ending(template, { on: false }) || raw(true) !== ending(template, { on: true });
      });
      expect(others.map(([name]) => name.replace('.jinja', ''))).toEqual([
        // thinking_budget
        'ByteDance-Seed-OSS',
        // reasoning
        'Cohere2MoE',
        // thinking
        'Kimi-K3',
        // thinking_mode
        'MiniMax-M3',
        // thinking
        'ibm-granite-granite-3.3-2B-Instruct',
        // reasoning_effort
        'tencent-Hy3',
        'upstage-Solar-Open-100B',
      ]);
    });

    it('a level that the template does not have is left out, and a budget is passed if possible', () => {
      expect(ending(of('Kimi-K3'), { effort: 'medium' })).toBe(ending(of('Kimi-K3')));
      expect(ending(of('Kimi-K3'), { effort: 'low' })).not.toBe(ending(of('Kimi-K3')));
      expect(ending(of('ByteDance-Seed-OSS'), { budget: 512 })).toContain('512');
      expect(ending(of('ByteDance-Seed-OSS'), { on: false, budget: 512 })).not.toContain('512');
      expect(ending(of('Qwen-Qwen3-0.6B'), { budget: 512 })).toBe(ending(of('Qwen-Qwen3-0.6B')));
    });

    it('earlier thoughts are kept or dropped as chosen', () => {
      const history = [
        ...question,
        { role: 'model' as const, text: 'Hi', reasoning: 'A greeting.' },
        { role: 'user' as const, text: 'Bye', reasoning: '' },
      ];
      const keeps = (keepsEarlier: boolean | null): boolean =>
        of('GLM-4.7-Flash')
          .render(history, { keepsEarlier })
          .some((piece) => 'part' in piece && piece.part === 'reasoning');
      expect([keeps(true), keeps(false), keeps(null)]).toEqual([true, false, true]);
      expect(of('GLM-4.7-Flash').thinking.keepsEarlierByDefault).toBe(true);
    });
  },
);

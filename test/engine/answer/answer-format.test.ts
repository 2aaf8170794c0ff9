import { describe, expect, it } from 'vitest';
import { answerFormat, leavesThoughtsOpen } from '../../../main/engine/answer/answer-format.ts';
import { parseChatTemplate } from '../../../main/engine/prompt/chat-template.ts';
import { chatMl } from '../../fixtures/models/generate-llama.ts';
import { hasGit, llamaTemplates } from '../../fixtures/templates/llama-templates.ts';

const formatOf = (source: string) => answerFormat(source, parseChatTemplate(source, '<s>', '</s>').renderRaw);

/** The marks on one line: those of thoughts, those between thoughts and text, and the end. */
const line = (source: string): string => {
  const { open, close, between, end, channels, isFromTemplate } = formatOf(source);
  return [
    ...(isFromTemplate ? [`thoughts ${open}…${close}`] : []),
    ...between.map((one) => `between ${one.replace('\n', '⏎')}`),
    ...(end === '' ? [] : [`end ${end}`]),
    ...(channels === null ? [] : ['channels']),
  ].join('  ');
};

describe('the marks of an answer', () => {
  it('are the usual ones if the template has none, in case the model generates them', () => {
    expect(formatOf(chatMl)).toMatchObject({
      open: '<think>',
      close: '</think>',
      end: '<|im_end|>',
      channels: null,
      isFromTemplate: false,
    });
  });

  it('are read from unknown templates', () => {
    const own = (open: string, close: string): string =>
      `{% for m in messages %}<<{{ m.role }}>>{% if m.reasoning_content %}${open}{{ m.reasoning_content }}${close}{% endif %}{{ m.content }}<<stop>>{% endfor %}{% if add_generation_prompt %}<<assistant>>{% endif %}`;
    expect(formatOf(own('<hmm>', '</hmm>'))).toMatchObject({
      open: '<hmm>',
      close: '</hmm>',
      isFromTemplate: true,
    });
    expect(formatOf(own('[INNER]', '[OUTER] [SAY]'))).toMatchObject({
      open: '[INNER]',
      close: '[OUTER]',
      between: ['[SAY]'],
      closing: '[OUTER] [SAY]',
    });
  });

  it('tell whether a prompt leaves thoughts open', () => {
    const { open, close } = formatOf(chatMl);
    const leaves = (ending: string): boolean =>
      leavesThoughtsOpen({ ...formatOf(chatMl), open, close }, ending);
    expect(leaves('<assistant><think>\n')).toBe(true);
    expect(leaves('<assistant><think>\n\n</think>\n\n')).toBe(false);
    expect(leaves('<assistant>')).toBe(false);
  });
});

describe.skipIf(!hasGit)(
  `the marks in answers of real models${hasGit ? '' : ' (skipped: git is not installed)'}`,
  () => {
    it('are read from their templates, and none is mistaken for another family', () => {
      const found: Record<string, string> = {};
      for (const [name, source] of llamaTemplates()) {
        try {
          found[name.replace(/\.jinja$/, '')] = line(source);
        } catch {
          found[name.replace(/\.jinja$/, '')] = 'not rendered';
        }
      }
      expect(found).toMatchInlineSnapshot(`
        {
          "Apertus-8B-Instruct": "thoughts <|inner_prefix|>…<|inner_suffix|>",
          "Apriel-1.6-15b-Thinker-fixed": "thoughts …[BEGIN FINAL RESPONSE]",
          "Bielik-11B-v3.0-Instruct": "thoughts <think>…</think>  end <|im_end|>",
          "ByteDance-Seed-OSS": "thoughts <seed:think>…</seed:think>  end <seed:eos>",
          "Cohere2MoE": "thoughts <|START_THINKING|>…<|END_THINKING|>  between <|START_TEXT|>  end <|END_TEXT|>",
          "CohereForAI-c4ai-command-r-plus-tool_use": "end <|END_OF_TURN_TOKEN|>",
          "CohereForAI-c4ai-command-r7b-12-2024-tool_use": "thoughts <|START_THINKING|>…<|END_THINKING|>  between <|START_RESPONSE|>  end <|END_RESPONSE|>",
          "GLM-4.6": "thoughts <think>…</think>",
          "GLM-4.7-Flash": "thoughts <think>…</think>",
          "GigaChat3-10B-A1.8B": "end <|message_sep|>",
          "GigaChat3.1-10B-A1.8B": "end <|message_sep|>",
          "HuggingFaceTB-SmolLM3-3B": "thoughts <think>…</think>  end <|im_end|>",
          "Kimi-K2-Instruct": "end <|im_end|>",
          "Kimi-K2-Thinking": "thoughts <think>…</think>  end <|im_end|>",
          "Kimi-K3": "thoughts <|open|>think<|sep|>…<|close|>think<|sep|>  between <|open|>response<|sep|>  end <|close|>",
          "LFM2-8B-A1B": "end <|im_end|>",
          "LFM2.5-8B-A1B": "thoughts <think>…</think>  end <|im_end|>",
          "LFM2.5-Instruct": "thoughts <think>…</think>  end <|im_end|>",
          "MiMo-VL": "end <|im_end|>",
          "MiniMax-M1": "end <end_of_sentence>",
          "MiniMax-M2": "thoughts <think>…</think>",
          "MiniMax-M3": "thoughts <mm:think>…</mm:think>",
          "Mistral-Small-3.2-24B-Instruct-2506": "end </s>",
          "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16": "thoughts <think>…</think>  end <|im_end|>",
          "NVIDIA-Nemotron-Nano-v2": "thoughts <think>…</think>  end <SPECIAL_12>",
          "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use": "end <|im_end|>",
          "NousResearch-Hermes-3-Llama-3.1-8B-tool_use": "end <|im_end|>",
          "Qwen-QwQ-32B": "thoughts <think>…</think>  end <|im_end|>",
          "Qwen-Qwen2.5-7B-Instruct": "end <|im_end|>",
          "Qwen-Qwen3-0.6B": "thoughts <think>…</think>  end <|im_end|>",
          "Qwen3-Coder": "end <|im_end|>",
          "Qwen3.5-4B": "thoughts <think>…</think>  end <|im_end|>",
          "Reka-Edge": "thoughts <think>…</think>  end <sep>",
          "Spark2.5": "thoughts <think>…</think>  end <｜end▁of▁sentence｜>",
          "StepFun3.5-Flash": "thoughts <think>…</think>  end <|im_end|>",
          "deepseek-ai-DeepSeek-R1-Distill-Llama-8B": "thoughts <think>…</think>  end <｜end▁of▁sentence｜>",
          "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B": "thoughts <think>…</think>  end <｜end▁of▁sentence｜>",
          "deepseek-ai-DeepSeek-V3.1": "thoughts <think>…</think>  end <｜end▁of▁sentence｜>",
          "deepseek-ai-DeepSeek-V3.2": "thoughts <think>…</think>  end <｜end▁of▁sentence｜>",
          "deepseek-ai-DeepSeek-V4": "thoughts <think>…</think>  end <｜end▁of▁sentence｜>",
          "deepseek-ai-DeepSeek-V4-Flash-0731": "thoughts <think>…</think>  end <｜end▁of▁sentence｜>",
          "fireworks-ai-llama-3-firefunction-v2": "end <|eot_id|>",
          "google-gemma-2-2b-it": "end <end_of_turn>",
          "google-gemma-4-31B-it": "thoughts <|channel>thought…<channel|>  end <turn|>",
          "google-gemma-4-31B-it-interleaved": "thoughts <|channel>thought…<channel|>  end <turn|>",
          "ibm-granite-granite-3.3-2B-Instruct": "thoughts <think>…</think>  between <response>  end </response>",
          "ibm-granite-granite-4.0": "end <|end_of_text|>",
          "ibm-granite-granite-4.1": "end <|end_of_text|>",
          "inclusionai-ling-3.0-flash": "thoughts <think>…</think>  end <|role_end|>",
          "llama-cpp-deepseek-r1": "thoughts <think>…</think>  end <｜end▁of▁sentence｜>",
          "llama-cpp-rwkv-world": "thoughts <think>…</think>",
          "meetkai-functionary-medium-v3.1": "end <|eot_id|>",
          "meetkai-functionary-medium-v3.2": "between all⏎  end <|eot_id|>",
          "meta-llama-Llama-3.1-8B-Instruct": "end <|eot_id|>",
          "meta-llama-Llama-3.2-3B-Instruct": "end <|eot_id|>",
          "meta-llama-Llama-3.3-70B-Instruct": "end <|eot_id|>",
          "microsoft-Phi-3.5-mini-instruct": "end <|end|>",
          "mistralai-Ministral-3-14B-Reasoning-2512": "thoughts [THINK]…[/THINK]  end </s>",
          "mistralai-Mistral-Nemo-Instruct-2407": "end </s>",
          "moonshotai-Kimi-K2": "end <|im_end|>",
          "muse-glimmer": "thoughts to=self<|message|>…<|eom|>  between <|start|>assistant to=user<|message|>  between <|start|>assistant  between to=user<|message|>  end <|eot|>  channels",
          "openai-gpt-oss-120b": "thoughts <|channel|>analysis<|message|>…<|end|>  between <|start|>assistant<|channel|>final<|message|>  between <|start|>assistant  between <|channel|>final<|message|>  end <|return|>  channels",
          "openbmb-MiniCPM5-1B": "thoughts <think>…</think>  end <|im_end|>",
          "poolside-Laguna-S-2.1": "thoughts <think>…</think>  end </assistant>",
          "poolside-Laguna-XS-2.1": "thoughts <think>…</think>  end </assistant>",
          "poolside-Laguna-XS.2": "thoughts <think>…</think>  end </assistant>",
          "tencent-Hy3": "thoughts <think:opensource>…</think:opensource>",
          "unsloth-Apriel-1.5": "thoughts …[BEGIN FINAL RESPONSE]  end [END FINAL RESPONSE]",
          "unsloth-mistral-Devstral-Small-2507": "end </s>",
          "upstage-Solar-Open-100B": "thoughts <|think|>…<|end|>  between <|begin|>assistant<|content|>  between <|begin|>assistant  between <|content|>  end <|end|>",
        }
      `);
    });
  },
);

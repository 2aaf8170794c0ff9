import { describe, expect, it } from 'vitest';
import { answerFormat } from '../../../main/engine/answer/answer-format.ts';
import type { CallForm, CallPart } from '../../../main/engine/calls/call-format.ts';
import { findCallForm } from '../../../main/engine/calls/find-form.ts';
import { parseChatTemplate } from '../../../main/engine/prompt/chat-template.ts';
import { chatMl } from '../../fixtures/models/generate-llama.ts';
import { hasGit, llamaTemplates } from '../../fixtures/templates/llama-templates.ts';
import { phi4Mini } from '../../fixtures/templates/phi-4-mini.ts';

const formOf = (source: string): CallForm => {
  const { renderRaw } = parseChatTemplate(source, '<s>', '</s>');
  return findCallForm(source, renderRaw, answerFormat(source, renderRaw));
};

const written = (part: CallPart): string => {
  switch (part.kind) {
    case 'mark':
      return part.text;
    case 'object':
      return part.fields.name === null
        ? '{NAME: ARGUMENTS}'
        : `{${part.fields.order.map(({ key, holds }) => `${key}: ${holds === 'fixed' ? '…' : holds.toUpperCase()}`).join(', ')}}`;
    case 'arguments': {
      if (part.how.style !== 'tagged') return `ARGUMENTS as ${part.how.style}`;
      const { before, middles, after } = part.how.tags;
      const values = middles.map(({ mark, holds }) => (holds === 'either' ? mark : `${mark}(${holds})`));
      return `«${before}KEY${values.join(' or ')}VALUE${after.replace('\uE000', 'KEY')}»`;
    }
    default:
      return part.kind.toUpperCase();
  }
};

/** An answer with calls, on one line: the marks of the first one, of further ones and of the end; then what the template lacks. */
const line = ({ format, takesTools, writesCalls, takesResults, ...form }: CallForm): string => {
  const { first, begins, next, after, close, parts } = format;
  return [
    `${first}${parts.map(written).join('')}${after}`,
    ...(begins.trim() === first.trim() ? [] : [`begins ${begins}`]),
    next === null ? 'one call' : `next ${next}`,
    ...(close === '' ? [] : [`close ${close}`]),
    ...(takesTools ? [] : ['takes no tools']),
    ...(writesCalls ? [] : ['writes no calls']),
    ...(takesResults ? [] : ['takes no results']),
    ...(form.argumentsAs === 'text' ? ['arguments as text'] : []),
    ...(form.emptyText === 'none' ? ['no text'] : []),
    ...(form.wantsShortIds ? ['short ids'] : []),
  ]
    .join('  ')
    .replaceAll('\n', '⏎');
};

describe('the form of calls', () => {
  it('is a common one if the template knows no tools', () => {
    expect(line(formOf(chatMl))).toMatchInlineSnapshot(
      `"<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎  takes no tools  writes no calls  takes no results"`,
    );
  });

  it('is a known one if the template takes the tools as a text of the system message', () => {
    expect(line(formOf(phi4Mini))).toMatchInlineSnapshot(
      `"<|tool_call|>[{name: NAME, arguments: ARGUMENTS}  next ,   close ]<|/tool_call|>  takes no tools  writes no calls"`,
    );
    expect(formOf(phi4Mini).takesToolsAsText).toBe(true);
    const others = phi4Mini.replaceAll('<|tool|>', '<|functions|>');
    expect(formOf(others)).toMatchObject({ takesToolsAsText: false, format: formOf(chatMl).format });
  });

  it('is read from unknown templates', () => {
    const own = `{% if tools %}Tools: {{ tools | tojson }}{% endif %}{% for m in messages %}<<{{ m.role }}>>{{ m.content }}{% for c in m.tool_calls %}<do>{{ c.function.name }}|{{ c.function.arguments | tojson }}</do>{% endfor %}<<stop>>{% endfor %}{% if add_generation_prompt %}<<assistant>>{% endif %}`;
    expect(line(formOf(own))).toMatchInlineSnapshot(`"<do>NAME|ARGUMENTS as json</do>  next <do>"`);
  });
});

describe.skipIf(!hasGit)(
  `the forms of calls of real models${hasGit ? '' : ' (skipped: git is not installed)'}`,
  () => {
    it('are read from their templates', () => {
      const found: Record<string, string> = {};
      for (const [name, source] of llamaTemplates())
        found[name.replace(/\.jinja$/, '')] = line(formOf(source));
      expect(found).toMatchInlineSnapshot(`
        {
          "Apertus-8B-Instruct": "<|tools_prefix|>[{NAME: ARGUMENTS}  next ,   close ]<|tools_suffix|>",
          "Apriel-1.6-15b-Thinker-fixed": "⏎<tool_calls>[{name: NAME, arguments: ARGUMENTS}  next ,   close ]</tool_calls>",
          "Bielik-11B-v3.0-Instruct": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "ByteDance-Seed-OSS": "⏎<seed:tool_call>⏎<function=NAME>⏎«<parameter=KEY>VALUE</parameter>⏎»</function>⏎</seed:tool_call>  next ⏎<seed:tool_call>⏎<function=",
          "Cohere2MoE": "<|START_ACTION|>[⏎    {tool_call_id: NUMBER, tool_name: NAME, parameters: ARGUMENTS}  next ,⏎      close ⏎]<|END_ACTION|>",
          "CohereForAI-c4ai-command-r-plus-tool_use": "⏎Action:⏎\`\`\`json⏎[⏎    {tool_name: NAME, parameters: ARGUMENTS}  next ,⏎      close ⏎]\`\`\`⏎",
          "CohereForAI-c4ai-command-r7b-12-2024-tool_use": "<|START_ACTION|>[⏎    {tool_call_id: NUMBER, tool_name: NAME, parameters: ARGUMENTS}  next ,⏎      close ⏎]<|END_ACTION|>",
          "GLM-4.6": "⏎<tool_call>NAME⏎«<arg_key>KEY</arg_key>⏎<arg_value>VALUE</arg_value>⏎»</tool_call>  next ⏎<tool_call>",
          "GLM-4.7-Flash": "<tool_call>NAME«<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>»</tool_call>  next <tool_call>",
          "GigaChat3-10B-A1.8B": "<|message_sep|>⏎⏎function call<|role_sep|>⏎{name: NAME, arguments: ARGUMENTS}  one call",
          "GigaChat3.1-10B-A1.8B": "⏎<|function_call|>{name: NAME, arguments: ARGUMENTS}  one call",
          "HuggingFaceTB-SmolLM3-3B": "<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎  takes no tools  writes no calls  takes no results",
          "Kimi-K2-Instruct": "<|tool_calls_section_begin|><|tool_call_begin|>functions.NAME:NUMBER<|tool_call_argument_begin|>ARGUMENTS as json<|tool_call_end|>  next <|tool_call_begin|>functions.  close <|tool_calls_section_end|>",
          "Kimi-K2-Thinking": "<|tool_calls_section_begin|><|tool_call_begin|>functions.NAME:NUMBER<|tool_call_argument_begin|>ARGUMENTS as json<|tool_call_end|>  next <|tool_call_begin|>functions.  close <|tool_calls_section_end|>",
          "Kimi-K3": "<|close|>response<|sep|><|open|>tools<|sep|><|open|>call tool="NAME" index="NUMBER"<|sep|>«<|open|>argument key="KEY" type="string"<|sep|>(text) or " type="number"<|sep|>(json) or " type="boolean"<|sep|>(json) or " type="null"<|sep|>(json) or " type="object"<|sep|>(json) or " type="array"<|sep|>(json)VALUE<|close|>argument<|sep|>»<|close|>call<|sep|>  next <|open|>call tool="  close <|close|>tools",
          "LFM2-8B-A1B": "<|tool_call_start|>[NAME(ARGUMENTS as python)  next ,   close ]<|tool_call_end|>  writes no calls",
          "LFM2.5-8B-A1B": "⏎<|tool_call_start|>[NAME(ARGUMENTS as python)  next ,   close ]<|tool_call_end|>",
          "LFM2.5-Instruct": "<|tool_call_start|>[NAME(ARGUMENTS as python)  next ,   close ]<|tool_call_end|>  writes no calls",
          "MiMo-VL": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "MiniMax-M1": "⏎<tool_calls>⏎{name: NAME, arguments: ARGUMENTS}⏎  next   close </tool_calls>",
          "MiniMax-M2": "⏎<minimax:tool_call>⏎<invoke name="NAME">⏎«<parameter name="KEY">VALUE</parameter>⏎»</invoke>⏎  next <invoke name="  close </minimax:tool_call>",
          "MiniMax-M3": "]<]minimax[>[<tool_call>⏎]<]minimax[>[<invoke name="NAME">]<]minimax[>[«<KEY>VALUE]<]minimax[>[</KEY>]<]minimax[>[»</invoke>⏎]<]minimax[>[  next <invoke name="  close </tool_call>",
          "Mistral-Small-3.2-24B-Instruct-2506": "[TOOL_CALLS]NAME[CALL_ID]ID[ARGS]ARGUMENTS as json  next [TOOL_CALLS]  short ids",
          "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16": "⏎<tool_call>⏎<function=NAME>⏎«<parameter=KEY>⏎VALUE⏎</parameter>⏎»</function>⏎</tool_call>⏎  next <tool_call>⏎<function=",
          "NVIDIA-Nemotron-Nano-v2": "<TOOLCALL>[{name: NAME, arguments: ARGUMENTS}  next ,   close ]</TOOLCALL><SPECIAL_12>⏎",
          "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "NousResearch-Hermes-3-Llama-3.1-8B-tool_use": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "Qwen-QwQ-32B": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "Qwen-Qwen2.5-7B-Instruct": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "Qwen-Qwen3-0.6B": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "Qwen3-Coder": "⏎<tool_call>⏎<function=NAME>⏎«<parameter=KEY>⏎VALUE⏎</parameter>⏎»</function>⏎</tool_call>  next ⏎<tool_call>⏎<function=",
          "Qwen3.5-4B": "⏎⏎<tool_call>⏎<function=NAME>⏎«<parameter=KEY>⏎VALUE⏎</parameter>⏎»</function>⏎</tool_call>  next ⏎<tool_call>⏎<function=",
          "Reka-Edge": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next <tool_call>⏎",
          "Spark2.5": "<tool_call>NAME«<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>»</tool_call>  next <tool_call>",
          "StepFun3.5-Flash": "⏎<tool_call>⏎<function=NAME>⏎«<parameter=KEY>⏎VALUE⏎</parameter>⏎»</function>⏎</tool_call>  next <tool_call>⏎<function=",
          "deepseek-ai-DeepSeek-R1-Distill-Llama-8B": "<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎  takes no tools  writes no calls  takes no results",
          "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B": "<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎  takes no tools  writes no calls  takes no results",
          "deepseek-ai-DeepSeek-V3.1": "<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎  takes no tools  writes no calls  takes no results",
          "deepseek-ai-DeepSeek-V3.2": "⏎⏎<｜DSML｜function_calls>⏎<｜DSML｜invoke name="NAME">⏎«<｜DSML｜parameter name="KEY" string="true">(text) or " string="false">(json)VALUE</｜DSML｜parameter>⏎»</｜DSML｜invoke>⏎  next <｜DSML｜invoke name="  close </｜DSML｜function_calls>",
          "deepseek-ai-DeepSeek-V4": "⏎⏎<｜DSML｜tool_calls>⏎<｜DSML｜invoke name="NAME">⏎«<｜DSML｜parameter name="KEY" string="true">(text) or " string="false">(json)VALUE</｜DSML｜parameter>⏎»</｜DSML｜invoke>⏎  next <｜DSML｜invoke name="  close </｜DSML｜tool_calls>",
          "deepseek-ai-DeepSeek-V4-Flash-0731": "⏎⏎<｜DSML｜tool_calls>⏎<｜DSML｜invoke name="NAME">⏎«<｜DSML｜parameter name="KEY" string="true">(text) or " string="false">(json)VALUE</｜DSML｜parameter>⏎»</｜DSML｜invoke>⏎  next <｜DSML｜invoke name="  close </｜DSML｜tool_calls>",
          "fireworks-ai-llama-3-firefunction-v2": " functools[{name: NAME, arguments: ARGUMENTS}  next ,   close ]",
          "google-gemma-2-2b-it": "<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎  takes no tools  writes no calls  takes no results",
          "google-gemma-4-31B-it": "⏎<|tool_call>call:NAMEARGUMENTS as bare<tool_call|>  next <|tool_call>call:  close <|tool_response>",
          "google-gemma-4-31B-it-interleaved": "⏎<|tool_call>call:NAMEARGUMENTS as bare<tool_call|>  next <|tool_call>call:",
          "ibm-granite-granite-3.3-2B-Instruct": "<|tool_call|>[{name: NAME, arguments: ARGUMENTS}  next ,   close ]  writes no calls",
          "ibm-granite-granite-4.0": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "ibm-granite-granite-4.1": "⏎<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎",
          "inclusionai-ling-3.0-flash": "<tool_call>NAME⏎«<arg_key>KEY</arg_key>⏎<arg_value>VALUE</arg_value>»⏎</tool_call>  next ⏎<tool_call>",
          "llama-cpp-deepseek-r1": "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>NAME⏎\`\`\`json⏎ARGUMENTS as json⏎\`\`\`<｜tool▁call▁end｜>  next ⏎<｜tool▁call▁begin｜>function<｜tool▁sep｜>  close <｜tool▁calls▁end｜>",
          "llama-cpp-rwkv-world": "<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎  takes no tools  writes no calls  takes no results",
          "meetkai-functionary-medium-v3.1": "⏎⏎<function=NAME>ARGUMENTS as json</function>  next <function=  close <|eom_id|>",
          "meetkai-functionary-medium-v3.2": ">>>NAME⏎ARGUMENTS as json  begins   next >>>  arguments as text",
          "meta-llama-Llama-3.1-8B-Instruct": "⏎⏎{name: NAME, parameters: ARGUMENTS}  one call",
          "meta-llama-Llama-3.2-3B-Instruct": "⏎⏎{name: NAME, parameters: ARGUMENTS}  one call",
          "meta-llama-Llama-3.3-70B-Instruct": "⏎⏎{name: NAME, parameters: ARGUMENTS}  one call",
          "microsoft-Phi-3.5-mini-instruct": "<tool_call>⏎{name: NAME, arguments: ARGUMENTS}⏎</tool_call>  next ⏎<tool_call>⏎  takes no tools  writes no calls  takes no results",
          "mistralai-Ministral-3-14B-Reasoning-2512": "[TOOL_CALLS]NAME[ARGS]ARGUMENTS as json  next [TOOL_CALLS]",
          "mistralai-Mistral-Nemo-Instruct-2407": "[TOOL_CALLS][{name: NAME, arguments: ARGUMENTS, id: ID}  next ,   close ]  short ids",
          "moonshotai-Kimi-K2": "<|tool_calls_section_begin|><|tool_call_begin|>functions.NAME:NUMBER<|tool_call_argument_begin|>ARGUMENTS as json<|tool_call_end|>  next <|tool_call_begin|>functions.  close <|tool_calls_section_end|>",
          "muse-glimmer": " to=NAME<|message|><atem:function_calls>⏎<atem:invoke name="NAME">⏎«<atem:parameter name="KEY">VALUE</atem:parameter>⏎»</atem:invoke>⏎</atem:function_calls>  next <|eom|><|start|>assistant to=",
          "openai-gpt-oss-120b": " to=functions.NAME<|channel|>commentary json<|message|>ARGUMENTS as json  one call  close <|call|>",
          "openbmb-MiniCPM5-1B": "<function name="NAME">«<param name="KEY">VALUE</param>»</function>  next ⏎<function name="",
          "poolside-Laguna-S-2.1": "<tool_call>NAME«<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>»</tool_call>  next <tool_call>",
          "poolside-Laguna-XS-2.1": "⏎<tool_call>NAME⏎«<arg_key>KEY</arg_key>⏎<arg_value>VALUE</arg_value>⏎»</tool_call>⏎  next <tool_call>",
          "poolside-Laguna-XS.2": "⏎<tool_call>NAME⏎«<arg_key>KEY</arg_key>⏎<arg_value>VALUE</arg_value>⏎»</tool_call>⏎  next <tool_call>",
          "tencent-Hy3": "<tool_calls:opensource>⏎<tool_call:opensource>NAME<tool_sep:opensource>⏎«<arg_key:opensource>KEY</arg_key:opensource>⏎<arg_value:opensource>VALUE</arg_value:opensource>⏎»</tool_call:opensource>⏎  next <tool_call:opensource>  close </tool_calls:opensource><｜hy_eos:opensource｜>",
          "unsloth-Apriel-1.5": "⏎⏎<tool_calls>[{name: NAME, arguments: ARGUMENTS}  next ,   close ]</tool_calls>",
          "unsloth-mistral-Devstral-Small-2507": "[TOOL_CALLS]NAME[ARGS]ARGUMENTS as json  next [TOOL_CALLS]",
          "upstage-Solar-Open-100B": "<|tool_calls|><|tool_call:begin|>ID<|tool_call:name|>NAME<|tool_call:args|>ARGUMENTS as json<|tool_call:end|>  next <|tool_call:begin|>  close <|calls|>",
        }
      `);
    });
  },
);

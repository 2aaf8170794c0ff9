/**
 * Reads from a chat template how its model calls tools. It renders small chats that differ in one thing and compares them, as
 * llama.cpp does (docs/autoparser.md); only what no rendering can show comes from a list.
 */
import type { AnswerFormat, RenderRaw } from '../answer/answer-format.ts';
import { commonEnd, commonStart } from './atoms.ts';
import {
  keyMark,
  type ArgumentsForm,
  type CallForm,
  type CallFormat,
  type CallPart,
  type Nested,
  type ObjectFields,
  type Tags,
} from './call-format.ts';
import { findCall, probeArguments, type FoundCall, type ProbeCall } from './find-call.ts';
import { genericFormat, knownFormats } from './known-formats.ts';

type RawMessage = Record<string, unknown>;
/** `null` if the template refuses. */
type Attempt = (more: RawMessage[], generationPrompt?: boolean, thinking?: boolean) => string | null;

const said = 'QsaidQ';
const result = 'QresultQ';
const question = { role: 'user', content: 'QquestionQ' };

const probes: [ProbeCall, ProbeCall] = [
  { name: 'qfirstq', id: 'qcall0001', arguments: probeArguments },
  { name: 'qsecondq', id: 'qcall0002', arguments: probeArguments },
];
const probeTools = probes.map(({ name }) => ({
  type: 'function',
  function: {
    name,
    description: 'QdescriptionQ',
    parameters: {
      type: 'object',
      properties: {
        qkeya: { type: 'string', description: 'a' },
        qkeyb: { type: 'string', description: 'b' },
      },
      required: ['qkeya', 'qkeyb'],
    },
  },
}));

interface Way {
  argumentsAs: CallForm['argumentsAs'];
  emptyText: CallForm['emptyText'];
}

/** The most characters that a template may print for these chats. Well-known ones print at most 12,000. */
const mostPrinted = 40_000;

/** The most characters of a mark, and the most parts and fields of a call: templates come with models from anywhere. */
const mostMark = 400;
const mostParts = 32;

/** `thoughts`: how the model marks its thoughts. */
export const findCallForm = (source: string, render: RenderRaw, thoughts: AnswerFormat): CallForm => {
  const attempt: Attempt = (more, generationPrompt = false, thinking) => {
    try {
      const options = {
        generationPrompt,
        tools: probeTools,
        ...(thinking === undefined ? {} : { thinking }),
      };
      const text = render([question, ...more], options);
      return text.length > mostPrinted ? null : text;
    } catch {
      return null;
    }
  };
  const base = attempt([]) ?? '';
  const takesTools = base.includes(probes[0].name);
  const prompts = [true, undefined, false]
    .map((thinking) => behind(attempt([], false, thinking) ?? '', attempt([], true, thinking)))
    .filter((one, index, all) => one.trim() !== '' && all.indexOf(one) === index);
  const found = takesTools ? nativeFormat(attempt, base, prompts, thoughts) : null;
  const way: Way = found?.way ?? { argumentsAs: 'object', emptyText: 'text' };
  const asText = !takesTools && printsSystemTools(render);
  const known = knownFormats.find(
    (one) => (one.asText === true ? asText : takesTools) && source.includes(one.sign),
  )?.format;
  const withResult = (id: string): RawMessage[] => [
    messageOf([{ ...probes[0], id }], '', way),
    resultOf({ ...probes[0], id }),
  ];
  const withShort = attempt(withResult(probes[0].id), true);
  const isNative = found !== null || known !== undefined;
  return {
    format: found?.format ?? known ?? genericFormat,
    takesTools: takesTools && isNative,
    takesToolsAsText: asText && isNative,
    writesCalls: found !== null,
    writesBehindText:
      found === null ||
      attempt([messageOf([probes[0]], said, way)])
        ?.slice(base.length)
        .includes(probes[0].name) === true,
    takesResults: isNative && withShort?.includes(result) === true,
    ...way,
    wantsShortIds: withShort !== null && attempt(withResult('call_0123456789'), true) === null,
    thoughtMarks: [thoughts.open, thoughts.close].filter((mark) => mark !== ''),
    prompts,
  };
};

/** Whether the template prints the field `tools` of a system message. */
const printsSystemTools = (render: RenderRaw): boolean => {
  try {
    const system = { role: 'system', content: said, tools: JSON.stringify(probeTools) };
    const text = render([system, question], { generationPrompt: false });
    return text.length <= mostPrinted && text.includes(probes[0].name);
  } catch {
    return false;
  }
};

const messageOf = (
  calls: readonly ProbeCall[],
  text: string,
  { argumentsAs, emptyText }: Way,
): RawMessage => ({
  role: 'assistant',
  content: text === '' && emptyText === 'none' ? null : text,
  tool_calls: calls.map(({ id, name, arguments: given }) => ({
    id,
    type: 'function',
    function: { name, arguments: argumentsAs === 'text' ? JSON.stringify(given) : given },
  })),
});

const resultOf = ({ id, name }: ProbeCall): RawMessage => ({
  role: 'tool',
  tool_call_id: id,
  name,
  content: result,
});

/** What `text` has behind the beginning that it shares with `base`. */
const behind = (base: string, text: string | null): string =>
  text === null ? '' : text.slice(commonStart(base, text).length);

const ways: Way[] = (['object', 'text'] as const).flatMap((argumentsAs) =>
  (['text', 'none'] as const).map((emptyText) => ({ argumentsAs, emptyText })),
);

const nativeFormat = (
  attempt: Attempt,
  base: string,
  prompts: readonly string[],
  thoughts: AnswerFormat,
): { way: Way; format: CallFormat } | null => {
  let best: { way: Way; text: string; call: FoundCall } | null = null;
  for (const way of ways) {
    if (best !== null && best.way.argumentsAs !== way.argumentsAs) break;
    const text = attempt([messageOf([probes[0]], '', way)]);
    if (text === null) continue;
    const call = findCall(text, commonStart(base, text).length, probes[0]);
    // A template may print more than nothing for an empty text.
    if (call !== null && (best === null || text.length < best.text.length)) best = { way, text, call };
  }
  if (best === null) return null;
  const { way, text, call } = best;
  const plain = attempt([{ role: 'assistant', content: said }]) ?? '';
  const begins = beginningOf(text.slice(0, call.start), base, plain, prompts, thoughts);
  const behindText = markBehindText(attempt, base, way) ?? begins;
  // Some templates write an answer with text as two.
  const first = begins.trim() !== '' && behindText.endsWith(begins.trim()) ? begins : behindText;
  const rest = text.slice(call.end);
  const plainEnd = plain.slice(plain.lastIndexOf(said) + said.length);
  const several = secondCall(attempt, base, way);
  const after = several === null ? '' : commonStart(several.between, rest);
  const last = rest.slice(after.length);
  const parts = typed(several?.parts ?? call.parts, attempt, way, base);
  const found = {
    way,
    format: {
      first,
      begins: first.trim() !== '' && begins.endsWith(first.trim()) ? first : begins,
      next: several === null ? null : several.between.slice(after.length),
      after,
      close: last.slice(0, last.length - commonEnd(last, plainEnd).length),
      parts,
    },
  };
  return isShort(found.format) ? found : null;
};

/** Whether no mark and no list in the format is longer than models need. */
const isShort = ({ first, begins, next, after, close, parts }: CallFormat): boolean => {
  const marks = [first, begins, next ?? '', after, close];
  for (const part of parts) {
    if (part.kind === 'mark') marks.push(part.text);
    if (part.kind === 'object') {
      if (part.fields.order.length > mostParts) return false;
      marks.push(...part.fields.order.map(({ key, value }) => key + JSON.stringify(value ?? null)));
    }
    if (part.kind !== 'arguments') continue;
    if (part.how.style === 'bare') marks.push(part.how.quote);
    if (part.how.style === 'tagged') {
      const { before, middles, after: behindValue } = part.how.tags;
      marks.push(before, ...middles.map(({ mark }) => mark), behindValue);
    }
  }
  return parts.length <= mostParts && marks.every(({ length }) => length <= mostMark);
};

/** What the model writes before a call without text; the prompt may already end with a part of the marks. */
const beginningOf = (
  before: string,
  base: string,
  plain: string,
  prompts: readonly string[],
  { close }: AnswerFormat,
): string => {
  const ends = prompts.map((prompt) => {
    const at = before.lastIndexOf(prompt.trimEnd());
    return at < 0 ? -1 : at + prompt.trimEnd().length;
  });
  const header = Math.max(...ends, -1);
  const text = before.slice(
    header >= 0 ? header : Math.max(commonStart(before, base).length, commonStart(before, plain).length),
  );
  const closed = close === '' ? -1 : text.lastIndexOf(close);
  return closed < 0 ? text : text.slice(closed + close.length);
};

/** The marks between text and a call; `null` if the template does not write the text in front of it. */
const markBehindText = (attempt: Attempt, base: string, way: Way): string | null => {
  const text = attempt([messageOf([probes[0]], said, way)]);
  if (text === null) return null;
  const saidAt = text.indexOf(said, commonStart(base, text).length);
  const call = saidAt < 0 ? null : findCall(text, saidAt, probes[0]);
  return call === null ? null : text.slice(saidAt + said.length, call.start);
};

/** What is between two calls, and their parts with what counts them; `null` if the template writes only one. */
const secondCall = (
  attempt: Attempt,
  base: string,
  way: Way,
): { between: string; parts: CallPart[] } | null => {
  const text = attempt([messageOf(probes, '', way)]);
  if (text === null) return null;
  const one = findCall(text, commonStart(base, text).length, probes[0]);
  const other = one === null ? null : findCall(text, one.end, probes[1]);
  if (one === null || other === null) return null;
  const parts = counted(one.parts, other.parts);
  return parts === null ? null : { between: text.slice(one.end, other.start), parts };
};

/** The parts of two calls as those of any call; `null` if they differ in more than a number. */
const counted = (one: readonly CallPart[], other: readonly CallPart[]): CallPart[] | null => {
  if (one.length !== other.length) return null;
  const parts: CallPart[] = [];
  for (const [index, part] of one.entries()) {
    const next = other[index]!;
    if (part.kind !== next.kind) return null;
    if (part.kind === 'mark' && next.kind === 'mark' && part.text !== next.text) {
      const start = commonStart(part.text, next.text);
      const end = commonEnd(part.text.slice(start.length), next.text.slice(start.length));
      const [from, to] = [part, next].map(({ text }) => text.slice(start.length, text.length - end.length));
      if (!/^\d{1,3}$/.test(from!) || Number(to) !== Number(from) + 1) return null;
      if (start !== '') parts.push({ kind: 'mark', text: start });
      parts.push({ kind: 'number', from: Number(from) });
      if (end !== '') parts.push({ kind: 'mark', text: end });
    } else if (part.kind === 'object' && next.kind === 'object')
      parts.push({ kind: 'object', fields: countedFields(part.fields, next.fields) });
    else parts.push(part);
  }
  return parts;
};

const countedFields = (one: ObjectFields, other: ObjectFields): ObjectFields => ({
  ...one,
  order: one.order.map((field) => {
    const next = other.order.find(({ key }) => key === field.key);
    const counts = field.holds === 'number' && Number(next?.value) === Number(field.value) + 1;
    return field.holds === 'number' && !counts ? { ...field, holds: 'fixed' } : field;
  }),
});

/** Arguments of each type, to see whether the marks tell texts from other values. */
const typedValues = ['qvaluea', 41_729, 41.25, true, null, { qinner: 41_729 }, [41_729]];

/** `parts` with the marks between a key and a value of each type. */
const typed = (parts: readonly CallPart[], attempt: Attempt, way: Way, base: string): CallPart[] =>
  parts.map((part) => {
    if (part.kind !== 'arguments' || part.how.style !== 'tagged') return part;
    const { tags } = part.how;
    const marks = new Map<string, 'text' | 'json' | 'either'>();
    let nested: Nested | undefined;
    for (const value of typedValues) {
      const text = attempt([messageOf([{ ...probes[0], arguments: { qkeya: value } }], '', way)]);
      const at = text?.indexOf('qkeya', commonStart(base, text).length) ?? -1;
      if (text === null || at < 0) continue;
      const rest = text.slice(at + 'qkeya'.length);
      const end = rest.indexOf(tags.after.replaceAll(keyMark, 'qkeya'));
      if (Array.isArray(value)) nested = nestedIn(rest.slice(0, Math.max(0, end)), tags);
      const mark = /^(.*?)(?:qvaluea|41729|41\.25|[Tt]rue|null|None|\{[^]*|\[[^]*)$/s.exec(
        rest.slice(0, Math.max(0, end)),
      )?.[1];
      // An object or a list in marks of its own is no JSON.
      if (mark === undefined || rest.slice(mark.length, end).includes(tags.after[0]!)) continue;
      const holds = typeof value === 'string' ? ('text' as const) : ('json' as const);
      const known = marks.get(mark);
      marks.set(mark, known === undefined || known === holds ? holds : 'either');
    }
    const quoted = tags.middles[0]!.mark;
    const how: ArgumentsForm =
      quoted.endsWith('"') && tags.after.startsWith('"') && marks.has(quoted.slice(0, -1))
        ? {
            style: 'tagged',
            tags: {
              ...tags,
              after: tags.after.slice(1),
              middles: [{ mark: quoted.slice(0, -1), holds: 'json' }],
            },
          }
        : {
            style: 'tagged',
            tags: {
              ...tags,
              middles: [...marks].map(([mark, holds]) => ({ mark, holds })),
              ...(nested === undefined ? {} : { nested }),
            },
          };
    return { kind: 'arguments', how };
  });

/** How a list is written that is no JSON, but in the marks of arguments; `undefined` if it is not. */
const nestedIn = (written: string, { before, middles, after }: Tags): Nested | undefined => {
  const middle = middles[0]!.mark;
  const inner = written.startsWith(middle) ? written.slice(middle.length).trim() : '';
  // What precedes each argument may be counted to the marks behind the one before.
  const lead = Array.from(after, (_, at) => after.slice(at)).find((one) => inner.startsWith(one)) ?? '';
  const open = lead + before;
  const close = after.slice(0, after.length - lead.length);
  const item = inner.startsWith(open) ? inner.slice(open.length).split(middle)[0]! : '';
  const whole = `${open}${item}${middle}41729${close.replaceAll(keyMark, item)}`;
  return item !== '' && inner === whole.trim() ? { open, middle, close, item } : undefined;
};

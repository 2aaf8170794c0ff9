/** Tools, calls and results as the values that chat templates expect, and as text for templates that know none. */
import type { CallFormat, CallForm } from '../calls/call-format.ts';
import { isObject, parsed } from '../calls/json-scan.ts';
import { writtenCalls } from '../calls/write-calls.ts';
import type { Tool, ToolCall } from '../../shared/engine/tools.ts';
import { Text, type Origin } from '../jinja/text.ts';
import { Dict, List, type Value } from '../jinja/values.ts';

/** A value of JSON all of whose text comes from `origin`. */
const valueFrom = (value: unknown, origin: Origin): Value => {
  if (typeof value === 'string') return Text.from(value, origin);
  if (Array.isArray(value)) {
    const list = new List(value.map((one) => valueFrom(one, origin)));
    list.origin = origin;
    return list;
  }
  if (!isObject(value)) return value as null | boolean | number;
  const dict = new Dict();
  for (const [key, one] of Object.entries(value)) dict.set(Text.from(key, origin), valueFrom(one, origin));
  dict.origin = origin;
  return dict;
};

/** The value of `tools`, as OpenAI's API describes them. */
export const toolsValue = (tools: readonly Tool[], origin: Origin): List =>
  new List(
    tools.map(({ name, description, parameters }) =>
      valueFrom(
        { type: 'function', function: { name, ...(description === '' ? {} : { description }), parameters } },
        origin,
      ),
    ),
  );

/** The value of a system message's field `tools`, before it becomes JSON: without what OpenAI's API has around each function. */
export const bareToolsValue = (tools: readonly Tool[], origin: Origin): List =>
  new List(
    tools.map(({ name, description, parameters }) => valueFrom({ name, description, parameters }, origin)),
  );

/** The value of one of an answer's `tool_calls`. */
export const callValue = (call: ToolCall, { argumentsAs, wantsShortIds }: CallForm, origin: Origin): Dict => {
  const given =
    argumentsAs === 'text'
      ? Text.from(call.arguments, origin)
      : valueFrom(argumentsOf(call.arguments), origin);
  return new Dict({
    id: Text.from(idOf(call.id, wantsShortIds), origin),
    type: new Text('function'),
    function: new Dict({ name: Text.from(call.name, origin), arguments: given }),
  });
};

/** An object, whatever the model wrote. */
const argumentsOf = (text: string): Record<string, unknown> => {
  if (text.trim() === '') return {};
  const value = parsed(text);
  return isObject(value) ? value : { arguments: value ?? text };
};

/** Mistral's templates refuse ids that are not 9 letters and digits. */
export const idOf = (id: string, isShort: boolean): string =>
  !isShort || /^[a-zA-Z0-9]{9}$/.test(id) ? id : shortened(id);

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The same 9 letters and digits for the same text, by two FNV-1a hashes of 32 bits. */
const shortened = (text: string): string => {
  let [one, other] = [0x811c9dc5, 0x01234567];
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 0x01000193) >>> 0;
    other = Math.imul(other ^ text.charCodeAt(text.length - 1 - at), 0x01000193) >>> 0;
  }
  let left = (BigInt(one) << 32n) | BigInt(other);
  let id = '';
  while (id.length < 9) {
    id += digits[Number(left % 62n)]!;
    left /= 62n;
  }
  return id;
};

/** Calls as text, for a template that does not write them. */
export const callsAsText = (format: CallFormat, calls: readonly ToolCall[], origin: Origin): Text =>
  Text.join(
    writtenCalls(format, calls).map(({ text, isContent }) =>
      isContent ? Text.from(text, origin) : new Text(text),
    ),
  );

/** The description of tools for a template that has no place for them: the wording is that of Hermes and Qwen in short. */
export const describedTools = (tools: readonly Tool[], format: CallFormat, origin: Origin): Text => {
  const listed = tools.flatMap(({ name, description, parameters }) => [
    new Text('\n'),
    Text.from(JSON.stringify({ name, description, parameters }), origin),
  ]);
  const example = writtenCalls(format, [{ id: '0', name: 'NAME', arguments: '{"ARGUMENT": "VALUE"}' }]).map(
    ({ text }) => text,
  );
  return Text.join([
    new Text('You can call these tools. Each line describes one, with a JSON schema of its arguments:'),
    ...listed,
    new Text(
      `\n\nTo call a tool, end your answer with a call in exactly this form:\n${example.join('').trim()}\n\nThe results come with the next message. If no tool is needed, just answer.`,
    ),
  ]);
};

/** A result as a message of the user, for a template that has no place for results. */
export const resultAsText = (text: Text): Text =>
  Text.join([new Text('<tool_response>\n'), text, new Text('\n</tool_response>')]);

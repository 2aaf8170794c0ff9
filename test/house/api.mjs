/** Generates docs/api.md from the routes of all dialects and their validators, when it is run with `node test/house/api.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'oxfmt';
import { runnerImport } from 'vite';
import { z } from 'zod';
import { root } from './imports.mjs';

/** @typedef {import('../../main/shared/api/route.ts').ApiRoute} ApiRoute */
/** @typedef {import('../../main/shared/api/route.ts').Dialect} Dialect */
/**
 * What docs/api.md tells of a JSON schema.
 *
 * @typedef {object} Schema
 * @property {string | string[]} [type]
 * @property {Schema[]} [anyOf]
 * @property {Schema[]} [oneOf]
 * @property {unknown[]} [enum]
 * @property {unknown} [const]
 * @property {Schema | Schema[]} [items]
 * @property {Record<string, Schema>} [properties]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {string[]} [required]
 * @property {string} [description]
 * @property {'none' | 'refused'} [effect]
 */

const file = join(root, 'docs/api.md');

const head = `# The server for other programs

Generated from the routes and their validators (\`main/shared/api/\`) by \`node test/house/api.mjs\`: edit those, not this file.

**Local server** (the plug in the header) has the switch that turns it on, and \`hearth serve\` serves without a window. It listens on this computer only unless you choose otherwise. Send a key as \`Authorization: Bearer KEY\` or
\`x-api-key: KEY\`. A key has one or more rights: \`ask\` (answers, tokens and vectors), \`models\` (listing, loading and unloading), \`status\` (what runs).
The column “right” says which of them a route needs. A program that cannot send a key can have it in its address: \`http://127.0.0.1:27181/key/KEY\`
in front of every path.

## What holds for all dialects

- **Every field is honoured, has no effect for a stated reason, or is refused for one.** An unknown field of the body is refused by its
  name with status 400, so that a typing error does not go unnoticed. Fields whose names begin with \`x_\` are ignored, and so are unknown
  fields inside messages, blocks, items and tools, because newer clients send back what other servers gave them.
- **\`hearth.ignored\`** in the answer names what was ignored, at most 20 fields, and the tools and items that were skipped because
  a server would have to run them. Ollama’s dialect refuses all unknown fields instead.
- **Images, sound and files are refused**, and the fault names their place in the request. The text of documents is taken.
- **\`null\`** means that a field is absent.
- **An absent field** leaves the choice to the settings of the model: sampling, the longest answer, whether it thinks.
- **\`hearth\`** comes with every generated answer. \`read_from\` says where the state of the prompt came from: \`hot\` from memory, \`warm\` from
  disk, \`cold\` if there was none. \`restored_ms\` is the time that loading it took, and \`why_not_more\` says which part of the prompt
  differed from the cached one. \`normalised\` lists what Hearth changed in the prompt so that its beginning stays the same between requests.
- **A figure that is not known is left out.** \`timings\` has llama-server's names: \`cache_n\`, \`prompt_n\` and \`predicted_n\` are the tokens that
  were cached, processed and generated.
- **Streams** are kept alive while nothing is generated: by comments, in Anthropic’s dialect by the event \`ping\`, in responses by the
  event \`keepalive\`, and in Ollama’s dialect by lines without text. A fault after the first byte comes as an event in the shape of the dialect.
- **Late thoughts.** Some models think without an opening mark, and only the closing mark shows that the text so far was thoughts. An answer
  that is not streamed has them as thoughts. A stream has sent them as text by then, so they stay text, with a blank line behind them, also in
  the last object of the stream and in what is kept for later requests. The number of thought tokens counts them in both cases.
- **Calls that were cut.** If a limit ends an answer within a call, its arguments end there and are no JSON, so that no program takes them for
  all of them. In responses, the item has the status \`incomplete\`; in Ollama’s dialect, the call comes as text.
- **An unknown path** gives status 404, a method that a path does not take status 405 with the header \`Allow\`. The fault has the
  shape of the dialect that the path or the header \`anthropic-version\` belongs to, otherwise that of OpenAI.
- **WebSockets** are refused with status 426; Codex then uses plain HTTP.
- **A full queue** gives status 503 with the header \`Retry-After\`.
`;

/** @type {Record<Dialect, { title: string, about: string }>} */
const dialects = {
  openai: {
    title: 'OpenAI',
    about: `Faults: \`{"error": {"message", "type", "param", "code"}}\`; \`param\` is the field. A prompt that does not fit has the code \`context_length_exceeded\`, with
\`n_prompt_tokens\` and \`n_ctx\`.

Thoughts come as \`reasoning_content\`, in responses as an item \`reasoning\`. In streams, \`timings\` and \`hearth\` come with the last chunk that has
a choice, and with \`stream_options.include_usage\` also in a chunk without one, beside \`usage\`. \`finish_reason\` is also \`length\` if Hearth ended an
answer that repeated itself.`,
  },
  anthropic: {
    title: 'Anthropic',
    about: `Faults: \`{"type": "error", "error": {"type", "message"}}\`; the message names the field. A prompt that does not fit has a message that begins
with "prompt is too long".

\`usage.input_tokens\` excludes what was cached, which is \`cache_read_input_tokens\`. The headers \`anthropic-version\` and
\`anthropic-beta\` and the query \`?beta=true\` change nothing.

Chat templates have no place for \`is_error\` of a \`tool_result\`. If its first line mentions neither an error nor a failure nor an exit code, \`Error: \` is put in front of its text.`,
  },
  ollama: { title: 'Ollama', about: 'Faults: `{"error": MESSAGE}`. Durations are in nanoseconds.' },
  'llama-server': {
    title: 'llama-server',
    about:
      'Faults: `{"error": {"code", "message", "type"}}`. `stop_type` is `limit` also if a line or Hearth ended the answer.',
  },
  'lm-studio': { title: 'LM Studio', about: 'Faults: `{"error": MESSAGE}`.' },
};

/** @type {(value: unknown) => string} */
const literal = (value) => (typeof value === 'string' ? `“${value}”` : String(value));

/** @type {(low: number | undefined, high: number | undefined) => string} */
const rangeOf = (low, high) => {
  const figure = (/** @type {number} */ value) => value.toLocaleString('en');
  const from = low !== undefined && low > Number.MIN_SAFE_INTEGER ? low : null;
  const to = high !== undefined && high < Number.MAX_SAFE_INTEGER ? high : null;
  if (from !== null && to !== null) return ` from ${figure(from)} to ${figure(to)}`;
  if (from !== null) return ` from ${figure(from)}`;
  return to === null ? '' : ` to ${figure(to)}`;
};

/**
 * The values of a field in a few words.
 *
 * @type {(schema: Schema) => string}
 */
const valuesOf = (schema) => {
  const either = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null');
  if (either.length > 0) return [...new Set(either.map(valuesOf))].join(', or ');
  if (schema.enum !== undefined) return schema.enum.map(literal).join(', ');
  if (schema.const !== undefined) return literal(schema.const);
  const [type] = [schema.type ?? []].flat().filter((one) => one !== 'null');
  switch (type) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'true, false';
    case 'integer':
      return `whole number${rangeOf(schema.minimum, schema.maximum)}`;
    case 'number':
      return `number${rangeOf(schema.minimum, schema.maximum)}`;
    case 'array': {
      const [first] = [schema.items ?? []].flat();
      const one = first === undefined ? '' : valuesOf(first);
      if (one === '') return 'list';
      return one.includes('object') ? 'list of objects' : `list (${one})`;
    }
    case 'object': {
      const names = Object.entries(schema.properties ?? {})
        .filter(([, { effect }]) => effect !== 'refused')
        .map(([name]) => name);
      return names.length === 0 ? 'object' : `object with ${names.map((name) => `\`${name}\``).join(', ')}`;
    }
    default:
      return 'any';
  }
};

/** @type {(body: z.ZodType) => string} */
const fieldsOf = (body) => {
  const schema = /** @type {Schema} */ (z.toJSONSchema(body, { unrepresentable: 'any', io: 'input' }));
  const fields = Object.entries(schema.properties ?? {});
  const isRequired = (/** @type {string} */ name) => schema.required?.includes(name) ?? false;
  const honoured = fields
    .filter(([, { effect }]) => effect === undefined)
    .map(
      ([name, field]) =>
        `- \`${name}\`${isRequired(name) ? ' (required)' : ''}: ${valuesOf(field)}. ${field.description ?? ''}`,
    );
  const others = (/** @type {'none' | 'refused'} */ kind, /** @type {string} */ title) => {
    const found = fields.filter(([, { effect }]) => effect === kind);
    /** @type {Map<string, string[]>} */
    const names = new Map();
    for (const [name, { description = '' }] of found)
      names.set(description, [...(names.get(description) ?? []), `\`${name}\``]);
    const lines = [...names].map(([why, of]) => `- ${of.join(', ')}: ${why}${why.endsWith('.') ? '' : '.'}`);
    return lines.length === 0 ? [] : [`\n${title}\n`, ...lines];
  };
  return [
    ...honoured,
    ...others('none', 'Accepted, without effect:'),
    ...others('refused', 'Refused, unless the value changes nothing:'),
  ].join('\n');
};

/**
 * The text of docs/api.md.
 *
 * @type {(routes: readonly ApiRoute[]) => Promise<string>}
 */
export const apiDocument = async (routes) => {
  const sections = Object.entries(dialects).map(([dialect, { title, about }]) => {
    const own = routes.filter((route) => route.dialect === dialect);
    if (own.length === 0) return '';
    const rows = own.map(({ method, path, right, about: does }) => [`\`${method} ${path}\``, right, does]);
    const table = [['route', 'right', 'what it does'], ['-', '-', '-'], ...rows]
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n');
    /** @type {Map<z.ZodType, string[]>} */
    const bodies = new Map();
    for (const { body, method, path } of own)
      if (body !== null) bodies.set(body, [...(bodies.get(body) ?? []), `\`${method} ${path}\``]);
    const fields = [...bodies].map(
      ([body, paths]) => `### Fields of ${paths.join(', ')}\n\n${fieldsOf(body)}\n`,
    );
    return [`## ${title}\n\n${about}\n\n${table}\n`, ...fields].join('\n');
  });
  const options = JSON.parse(readFileSync(join(root, '.oxfmtrc.json'), 'utf8'));
  return (await format(file, [head, ...sections.filter((section) => section !== '')].join('\n'), options))
    .code;
};

/** The document as it is on the disk. */
export const writtenApiDocument = () => readFileSync(file, 'utf8');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { module } = await runnerImport(join(root, 'main/shared/api/table/routes.ts'), { configFile: false });
  const { routes } = /** @type {typeof import('../../main/shared/api/table/routes.ts')} */ (module);
  writeFileSync(file, await apiDocument(routes));
}

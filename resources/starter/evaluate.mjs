/**
 * Asks the Hearth guide every question of an exam and counts the right answers.
 *
 *   node resources/starter/evaluate.mjs [--model FILE] [--questions FILE] [--every N] [--json] [--failures]
 *
 * An answer is right when it is, word for word, the answer (or the deeper one) of the wanted topic; one that equals
 * no written answer is broken. Exits 1 when too few are right.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

const folder = dirname(fileURLToPath(import.meta.url));
const required = { topics: 0.8, outside: 0.9, followUps: 0.8 };
const longestAnswer = 256;
const contextSize = 2048;
// A second one would only wait for the first: the model is very small.
const threads = 1;

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: join(folder, 'hearth-guide.gguf') },
    questions: { type: 'string', default: join(folder, 'held-out.json') },
    /** Asks the first of every so many. */
    every: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    failures: { type: 'boolean', default: false },
  },
});

const tidy = (text) => text.replace(/\s+/g, ' ').trim();

/** The written answers of topics/*.txt: from `id` and `id.more` to the tidied text. */
const readAnswers = () => {
  const answers = new Map();
  for (const name of readdirSync(join(folder, 'topics')).filter((file) => file.endsWith('.txt'))) {
    let heading = null;
    let key = null;
    for (const line of readFileSync(join(folder, 'topics', name), 'utf8').split(/\r?\n/)) {
      if (line.startsWith('# ')) {
        heading = line.slice(2).trim();
        key = null;
      } else if (line.startsWith('//') || heading === null || heading === 'macros') continue;
      else if (line.trimEnd() === 'answer:') key = heading;
      else if (line.trimEnd() === 'more:') key = `${heading}.more`;
      else if (/^(names|do): |^[?+] /.test(line)) key = null;
      else if (key !== null && !/^(change|slow): /.test(line))
        answers.set(key, `${answers.get(key) ?? ''}${line}\n`);
    }
  }
  for (const [key, text] of answers)
    if (tidy(text) === '') answers.delete(key);
    else answers.set(key, tidy(text));
  return answers;
};

const commonPrefix = (a, b) => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
};

const answers = readAnswers();
const keysByText = new Map([...answers].map(([key, text]) => [text, key]));

/** The key of the written answer that `text` is; `null` when it is none. */
const recognise = (text) => keysByText.get(tidy(text)) ?? null;

const nearest = (text) => {
  const tidied = tidy(text);
  let best = { key: '', shared: -1 };
  for (const [key, written] of answers) {
    const shared = commonPrefix(tidied, written);
    if (shared > best.shared) best = { key, shared };
  }
  return best;
};

const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: 0 });
const model = await llama.loadModel({ modelPath: resolve(options.model), gpuLayers: 0 });
const context = await model.createContext({ contextSize, threads });
const sequence = context.getSequence();

/** The tokens of a user's message with what the template puts around it; an earlier answer goes before it. */
const turnTokens = (question, isFirst) => [
  ...model.tokenize(`${isFirst ? '' : '<|im_end|>\n'}<|im_start|>user\n`, true),
  ...model.tokenize(question, false),
  ...model.tokenize('<|im_end|>\n<|im_start|>assistant\n', true),
];

/** Greedy decoding to the end of generation; gives the sampled tokens and their text. */
const complete = async (prompt) => {
  await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
  const sampled = [];
  const fresh = prompt.slice(sequence.nextTokenIndex);
  for await (const token of sequence.evaluate(fresh, { temperature: 0, yieldEogToken: true })) {
    if (model.isEogToken(token)) break;
    sampled.push(token);
    if (sampled.length >= longestAnswer) break;
  }
  return { sampled, text: model.detokenize(sampled, false) };
};

const ask = async (question) => {
  const prompt = turnTokens(question, true);
  return { prompt, ...(await complete(prompt)) };
};

const topicOf = (key) => key?.replace(/\.more$/, '') ?? null;

const { questions, followUps } = JSON.parse(readFileSync(resolve(options.questions), 'utf8'));
const counts = {
  topics: { right: 0, of: 0 },
  outside: { right: 0, of: 0 },
  followUps: { right: 0, of: 0 },
};
const failures = [];
let broken = 0;

/** `wanted` names a topic, or several where a question can be taken in more than one way. */
const judge = (group, asked, wanted, text) => {
  const got = recognise(text);
  const fits = (one) => (one.endsWith('.more') ? got === one : topicOf(got) === one);
  const isRight = [wanted].flat().some(fits);
  counts[group].of += 1;
  if (isRight) counts[group].right += 1;
  if (got === null) broken += 1;
  if (!isRight) failures.push({ asked, wanted, got, ...(got === null && { nearest: nearest(text), text }) });
};

const isPicked = (_, index) => index % Number(options.every) === 0;

for (const { ask: question, topic } of questions.filter(isPicked)) {
  const { text } = await ask(question);
  judge(topic === 'outside' ? 'outside' : 'topics', question, topic, text);
}
for (const { first, then, topic } of followUps.filter(isPicked)) {
  const before = await ask(first);
  const { text } = await complete([...before.prompt, ...before.sampled, ...turnTokens(then, false)]);
  const named = recognise(before.text) ?? 'a broken answer';
  judge('followUps', `${first} -> [${named}] -> ${then}`, topic, text);
}

await context.dispose();
await model.dispose();
await llama.dispose();

const passed = Object.entries(required).every(([group, least]) => {
  const { right, of } = counts[group];
  return right >= least * of;
});

if (options.json)
  console.log(JSON.stringify({ ...counts, broken, passed, ...(options.failures && { failures }) }, null, 2));
else {
  if (options.failures)
    for (const { asked, wanted, got, nearest: near, text } of failures) {
      console.log(`${asked}\n    wanted ${wanted}, got ${got ?? `nothing known (nearest ${near.key}, ${near.shared} letters)`}`);
      if (got === null) console.log(`    ${tidy(text).slice(0, 160)}`);
    }
  for (const [group, label] of Object.entries({
    topics: 'questions about Hearth and models',
    outside: 'questions about other things',
    followUps: 'follow-ups',
  })) {
    const { right, of } = counts[group];
    const percent = of === 0 ? 100 : (100 * right) / of;
    console.log(
      `${label}: ${right} of ${of} right (${percent.toFixed(1)} %, required ${required[group] * 100} %)`,
    );
  }
  console.log(`broken answers: ${broken}`);
}
process.exitCode = passed ? 0 : 1;

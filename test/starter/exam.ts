/**
 * The exam of the guide: asks it questions that it was not trained on and counts the right answers. An answer is right if
 * it is, word for word, the answer (or the detailed one) of the expected topic.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel, readGgufFileInfo, type GgufFileInfo, type Token } from 'node-llama-cpp';
import { AnswerBook } from '../../main/engine/turn/answer-book.ts';
import { packageRoot, starterModel } from '../../main/system/paths.ts';

const folder = join(packageRoot, 'resources', 'starter');
const contextSize = 2048;
/** The model is so small that a second thread would only wait for the first. */
const threads = 1;

/** The least share of right answers in each group. */
export const required = { topics: 0.8, outside: 0.9, followUps: 0.8, late: 0.8, terms: 0.95, more: 0.9 };
export type Group = keyof typeof required;

interface Failure {
  asked: string;
  /** The expected topics, any of which is right. */
  wanted: string[];
  /** The topic of the answer. */
  got: string;
}
export interface Marks {
  counts: Record<Group, { right: number; of: number }>;
  failures: Failure[];
}

interface Questions {
  questions: { ask: string; topic: string | string[] }[];
  followUps: { first: string; then: string; topic: string | string[] }[];
}

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The written answers of topics/*.txt, tidied, by `id` and `id.more`. */
export const writtenAnswers = (): Map<string, string> => {
  const answers = new Map<string, string>();
  for (const name of readdirSync(join(folder, 'topics')).filter((file) => file.endsWith('.txt'))) {
    let heading: string | null = null;
    let key: string | null = null;
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
  return new Map(
    [...answers].map(([key, text]) => [key, tidy(text)] as const).filter(([, text]) => text !== ''),
  );
};

/** The answers that the file of the guide lists. */
export const listedAnswers = ({ metadata }: GgufFileInfo): string[] =>
  (metadata as unknown as { hearth: { answers: string[] } }).hearth.answers;

/**
 * `questions`: a file of questions beside the guide. `lateEvery`: one of this number of questions is asked late in a chat too, because a
 * prompt this long takes ten times as long to process.
 */
export const examine = async ({
  modelPath = starterModel,
  questions: file = 'held-out.json',
  lateEvery = 2,
} = {}): Promise<Marks> => {
  const answers = writtenAnswers();
  const keysByText = new Map([...answers].map(([key, text]) => [text, key]));
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: 0 });
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  const info = await readGgufFileInfo(modelPath);
  const book = AnswerBook.of(info, model);
  if (book === null) throw new Error(`${modelPath} lists no answers`);
  const texts = listedAnswers(info).map((text) => ({
    text: tidy(text),
    tokens: model.tokenize(text, false),
  }));
  const sequence = (await model.createContext({ contextSize, threads })).getSequence();

  /** A user's message as the template formats it, behind an earlier answer unless it is the first. */
  const turnTokens = (question: string, isFirst: boolean): Token[] => [
    ...model.tokenize(`${isFirst ? '' : '<|im_end|>\n'}<|im_start|>user\n`, true),
    ...model.tokenize(question, false),
    ...model.tokenize('<|im_end|>\n<|im_start|>assistant\n', true),
  ];
  /** The answer to `prompt`. */
  const complete = async (prompt: Token[]): Promise<{ tokens: Token[]; text: string }> => {
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    const sampled: Token[] = [];
    let possible = texts;
    const fresh = prompt.slice(sequence.nextTokenIndex);
    const options = { temperature: 0, yieldEogToken: true, tokenBias: () => book.biasAfter(sampled) };
    for await (const token of sequence.evaluate(fresh, options)) {
      const place = sampled.push(token) - 1;
      possible = possible.filter(({ tokens }) => tokens[place] === token);
      // Only one answer begins with these tokens.
      if (possible.length <= 1) break;
    }
    const [only] = possible;
    if (only === undefined) throw new Error('The guide generated a text that is not one of its answers.');
    return only;
  };

  const score = (): { right: number; of: number } => ({ right: 0, of: 0 });
  const counts = {
    topics: score(),
    outside: score(),
    followUps: score(),
    late: score(),
    terms: score(),
    more: score(),
  };
  const failures: Failure[] = [];
  const judge = (group: Group, asked: string, topic: string | string[], text: string): void => {
    const wanted = [topic].flat();
    const got = keysByText.get(text)!;
    const isRight = wanted.some((one) =>
      one.endsWith('.more') ? got === one : got.replace(/\.more$/, '') === one,
    );
    counts[group].of += 1;
    if (isRight) counts[group].right += 1;
    else failures.push({ asked, wanted, got });
  };

  const { questions, followUps } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Questions;
  const terms = Object.entries(
    JSON.parse(readFileSync(join(folder, 'terms.json'), 'utf8')) as Record<string, string>,
  );

  for (const { ask, topic } of questions) {
    const { text } = await complete(turnTokens(ask, true));
    judge(topic === 'outside' ? 'outside' : 'topics', ask, topic, text);
  }
  for (const { first, then, topic } of followUps) {
    const prompt = turnTokens(first, true);
    const before = await complete(prompt);
    const { text } = await complete([...prompt, ...before.tokens, ...turnTokens(then, false)]);
    judge('followUps', `${first} -> [${keysByText.get(before.text)!}] -> ${then}`, topic, text);
  }
  /** Three answered questions of other topics, the most that the template shows of a long chat. */
  const before = (index: number): Token[] =>
    [0, 1, 2].flatMap((turn) => {
      const { ask, topic } = questions[(index + 37 * (turn + 1)) % questions.length]!;
      return [...turnTokens(ask, turn === 0), ...model.tokenize(answers.get([topic].flat()[0]!)!, false)];
    });
  for (const [index, { ask, topic }] of questions.entries()) {
    if (index % lateEvery !== 0) continue;
    const { text } = await complete([...before(index), ...turnTokens(ask, false)]);
    judge('late', ask, topic, text);
  }
  // Abbreviations of the field. They were used for training, since users expect all of them to be known.
  for (const [term, topic] of terms)
    for (const question of [`${term}?`, `what is ${term}`, `What does ${term} mean?`]) {
      const { text } = await complete(turnTokens(question, true));
      judge('terms', question, topic, text);
    }
  // "Tell me more", behind each topic's answer: the guide recognises the topic by the words of the answer.
  for (const [key, text] of answers) {
    const asked = questions.find(({ topic }) => topic === key)?.ask;
    if (asked === undefined || !answers.has(`${key}.more`)) continue;
    const shown = [...turnTokens(asked, true), ...model.tokenize(text, false)];
    const more = await complete([...shown, ...turnTokens('Tell me more', false)]);
    judge('more', `[${key}] -> Tell me more`, `${key}.more`, more.text);
  }

  await model.dispose();
  await llama.dispose();
  return { counts, failures };
};

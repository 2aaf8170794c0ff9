/**
 * `npm run bench -- fairness`: what a running answer notices of other clients. Beside it, another client sends a prompt of 8,000 tokens;
 * the time between two pieces of the answer may grow by no more than one slice of that prompt. Then 50 clients ask at once: each gets
 * its whole answer, and the memory of Hearth stays level. `--short` has a small load.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { askServer, percentile, type Asked } from './agents/chat-client.ts';
import { startHearthServer } from './agents/hearth-server.ts';
import { agentModel, sizeNamed } from './agents/workload.ts';
import { fillerText } from './workload.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { short: { type: 'boolean', default: false } },
});
const promptTokens = values.short ? 800 : 8000;
const answerTokens = 600;
const crowd = values.short ? 8 : 50;
const crowdTokens = 16;
/** The longest slice of prefill, in ms: see main/engine/turn. */
const sliceMs = 1200;
/** Pieces of the measured answer; a tiny model writes it in few. */
const leastGaps = values.short ? 2 : 20;
/** Memory may grow by this share while the second half of the crowd is answered. */
const mostGrowth = 0.1;

const folder = mkdtempSync(join(tmpdir(), 'hearth-fairness-'));
const modelPath = agentModel(sizeNamed(values.short ? 'tiny' : '134M')!);
const server = await startHearthServer(join(folder, 'data'), modelPath, 2 * 1024 + 2 * promptTokens);
const ask = (seed: number, tokens: number, most: number, onPiece?: () => void): Promise<Asked> =>
  askServer(
    server.url,
    server.key,
    {
      model: '',
      messages: [{ role: 'user', content: fillerText(seed, tokens) }],
      stream: true,
      max_tokens: most,
      // Otherwise random weights end their answer sooner or later.
      json_schema: { type: 'string', minLength: Math.min(2000, 4 * most) },
      temperature: 1.5,
      seed,
    },
    onPiece,
  );

/** Of the server and all of its processes, in bytes; `null` where /proc is missing. */
const memoryNow = (): number | null => {
  const of = (pid: number): number => {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0);
    return children(pid).reduce((sum, child) => sum + of(child), own);
  };
  try {
    return of(server.pid);
  } catch {
    return null;
  }
};
const children = (pid: number): number[] => {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return [];
  }
};

console.log(
  `A running answer beside other clients, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${values.short ? 'a tiny generated model' : 'a generated model of 134 million parameters'}.`,
);
await ask(1, 50, 8);
const alone = await ask(2, 100, answerTokens);
/** The other client sends its prompt when the answer has begun. Pieces come at most every 33 ms, with several tokens each. */
let other: Promise<Asked> | null = null;
let pieces = 0;
const beside = await ask(3, 100, answerTokens, () => {
  pieces += 1;
  if (pieces === 2) other = ask(4, promptTokens, 4);
});
const disturber = await (other as Promise<Asked> | null);
const [aloneP95, besideP95] = [alone, beside].map(({ gaps }) => percentile(gaps, 0.95)) as [number, number];
const longest = Math.max(...beside.gaps);
console.log(`  between two pieces, alone:              p95 ${aloneP95.toFixed(1)} ms`);
console.log(
  `  beside a prompt of ${promptTokens.toLocaleString('en')} tokens:        p95 ${besideP95.toFixed(1)} ms, longest ${longest.toFixed(1)} ms (goal: p95 at most ${(aloneP95 + sliceMs).toFixed(0)} ms)`,
);
console.log(
  `  the other client's first token:         ${((disturber?.firstTokenMs ?? NaN) / 1000).toFixed(2)} s`,
);

const before = memoryNow();
let halfway: number | null = null;
let done = 0;
const answers = await Promise.allSettled(
  Array.from({ length: crowd }, async (_, index) => {
    const asked = await ask(100 + index, 200, crowdTokens);
    done += 1;
    if (done === Math.floor(crowd / 2)) halfway = memoryNow();
    return asked;
  }),
);
const after = memoryNow();
const whole = answers.filter(({ status }) => status === 'fulfilled').length;
for (const answer of answers)
  if (answer.status === 'rejected') console.log(`  lost: ${String(answer.reason)}`);
const firsts = answers.flatMap((answer) =>
  answer.status === 'fulfilled' ? [answer.value.firstTokenMs] : [],
);
const growth = halfway === null || after === null ? null : after / halfway - 1;
console.log(
  `\n  ${crowd} clients at once: ${whole} whole answers, first token p95 ${(percentile(firsts, 0.95) / 1000).toFixed(1)} s, longest ${(Math.max(...firsts) / 1000).toFixed(1)} s`,
);
if (before !== null && after !== null)
  console.log(
    `  memory: ${(before / 1e6).toFixed(0)} MB before, ${((halfway ?? NaN) / 1e6).toFixed(0)} MB halfway, ${(after / 1e6).toFixed(0)} MB after`,
  );
await server.end();
rmSync(folder, { recursive: true, force: true });
// Without the other prompt beside it, nothing was measured.
const isMeasured = disturber !== null && beside.gaps.length >= leastGaps;
if (!isMeasured) console.log('\nThe answer ended too early to be measured.');
const areMet =
  isMeasured &&
  besideP95 <= aloneP95 + sliceMs &&
  whole === crowd &&
  (growth === null || growth <= mostGrowth);
console.log(`\nThe goals are ${areMet ? '' : 'NOT '}met.`);
process.exit(isMeasured && (areMet || values.short) ? 0 : 1);

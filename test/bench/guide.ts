/**
 * `npm run bench -- guide`: the whole exam of the guide. Options: `--model FILE`, `--questions dev.json`, `--failures`.
 * Exits 1 if too few answers are right.
 */
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { examine, required, type Group } from '../starter/exam.ts';

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: {
    model: { type: 'string' },
    questions: { type: 'string' },
    failures: { type: 'boolean', default: false },
  },
});

const labels: Record<Group, string> = {
  topics: 'questions about Hearth and models',
  outside: 'questions about other things',
  followUps: 'follow-ups',
  late: 'half of all questions, after three answers',
  terms: 'abbreviations of the field',
  more: '“Tell me more”, after each answer',
};

const { counts, failures } = await examine({
  ...(options.model === undefined ? {} : { modelPath: resolve(options.model) }),
  ...(options.questions === undefined ? {} : { questions: options.questions }),
});
if (options.failures)
  for (const { asked, wanted, got } of failures)
    console.log(`${asked}\n    wanted ${wanted.join(' or ')}, got ${got}`);
let hasPassed = true;
for (const [group, { right, of }] of Object.entries(counts) as [Group, { right: number; of: number }][]) {
  hasPassed &&= right >= required[group] * of;
  console.log(
    `${labels[group]}: ${right} of ${of} right (${((100 * right) / of).toFixed(1)} %, required ${required[group] * 100} %)`,
  );
}
process.exit(hasPassed ? 0 : 1);

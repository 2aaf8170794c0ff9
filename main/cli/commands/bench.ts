import { exportFormats } from '../../shared/speed/benchmark-export.ts';
import { planLimits, quickPlan, readNumbers } from '../../shared/speed/benchmark-plan.ts';
import type { BenchmarkPlan } from '../../shared/contract/measuring.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { findModel, libraryOf, modelFileAt } from '../session/models.ts';
import { choiceOf } from '../session/parse.ts';
import { withSession } from '../session/with-session.ts';

const formats = exportFormats.map(({ id }) => id);

export const bench = defineCommand({
  name: 'bench',
  operands: 'MODEL',
  least: 1,
  most: 1,
  completes: 'models',
  options: {
    prompt: { kind: 'value', value: 'N,…' },
    depth: { kind: 'value', value: 'N,…' },
    generate: { kind: 'value', value: 'N' },
    batch: { kind: 'value', value: 'N,…' },
    repeats: { kind: 'value', value: 'N' },
    format: { kind: 'value', value: 'NAME', completes: formats },
  },
  run: async (context, [given], values) => {
    const format = choiceOf('format', values.format, formats) ?? 'markdown';
    const plan: BenchmarkPlan = {
      promptLengths: numbers('prompt', values.prompt, 'promptLengths') ?? quickPlan.promptLengths,
      depths: numbers('depth', values.depth, 'depths') ?? quickPlan.depths,
      decodeTokens: numbers('generate', values.generate, 'decodeTokens')?.[0] ?? quickPlan.decodeTokens,
      batchSizes: numbers('batch', values.batch, 'batchSizes') ?? quickPlan.batchSizes,
      repeats: numbers('repeats', values.repeats, 'repeats')?.[0] ?? quickPlan.repeats,
    };
    return withSession(context, 'any', async (session) => {
      const { terminal, stop } = context;
      const path = modelFileAt(given!) ?? findModel(await libraryOf(session), given!).model.path;
      const progress = terminal.progress();
      session.on('measuring.moved', ({ measuring }) => {
        if (measuring !== null) progress.show(measuring.progress, sentenceOf(measuring.step));
      });
      const end = (): void => void session.call('stopMeasuring', {}).catch(() => undefined);
      stop.addEventListener('abort', end, { once: true });
      try {
        const run = await session.call('benchmark', { path, plan });
        progress.clear();
        terminal.write(exportFormats.find(({ id }) => id === format)!.write([run]));
        return run.isComplete ? exitCodes.done : exitCodes.failed;
      } finally {
        progress.clear();
        stop.removeEventListener('abort', end);
      }
    });
  },
});

/** The numbers that were given; `null` if none were. Throws `Refusal` with what is wrong with them. */
const numbers = (option: string, text: string | null, field: keyof BenchmarkPlan): number[] | null => {
  if (text === null) return null;
  const read = readNumbers(`--${option}`, text, planLimits[field]);
  if (!Array.isArray(read)) throw Refusal.of(read);
  return read;
};

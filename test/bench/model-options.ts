/** The options after `npm run bench -- --json`. */
import { parseArgs } from 'node:util';
import type { BenchmarkPlan } from '../../main/shared/contract/measuring.ts';
import type { Backend, KvPrecision } from '../../main/shared/contract/engine.ts';
import { exportFormats, type ExportFormat } from '../../main/shared/speed/benchmark-export.ts';
import { planLimits, quickPlan, readNumbers } from '../../main/shared/speed/benchmark-plan.ts';
import { Refusal } from '../../main/shared/rpc/refusal.ts';
import { say } from '../../main/shared/words/catalogue.ts';
import type { Told } from '../../main/shared/words/told.ts';

export interface ModelOptions {
  format: ExportFormat;
  /** Paths; empty for the starter model. */
  models: string[];
  /** `null`, here and below: as Hearth chooses it for a chat. */
  backend: Backend | null;
  threads: number | null;
  flashAttention: boolean | null;
  kvPrecision: KvPrecision;
  plan: BenchmarkPlan;
}

/** What `--help` prints. */
export const usage = `Usage: npm run --silent bench -- ${exportFormats.map(({ id }) => `--${id}`).join(' | ')} [options]
  --model PATH      a GGUF file; may be given several times; without it, the starter model
  --prompt 128,512  prompt lengths in tokens
  --depth 0,512     tokens in the context before decode
  --generate 32     tokens to write at each depth
  --batch 512       tokens evaluated in one go
  --repeats 3       how often each is measured
  --threads N       threads of the processor
  --flash on|off    flash attention
  --backend NAME    cpu, cuda, metal or vulkan
  --kv NAME         precision of the KV cache: f16 or q8_0
Threads, flash attention and backend are chosen as for a chat unless they are given.`;

const defaultFormat = exportFormats.find(({ id }) => id === 'json')!;
const backends: readonly Backend[] = ['cpu', 'cuda', 'metal', 'vulkan'];
const precisions: readonly KvPrecision[] = ['f16', 'q8_0'];

/** Throws `Refusal` with a sentence and the usage on options that are not known or not right. */
export const parseModelOptions = (args: string[]): ModelOptions => {
  const { values } = parsed(args);
  const chosen = exportFormats.filter(({ id }) => (values as Record<string, unknown>)[id] === true);
  if (chosen.length > 1)
    refuse(`${chosen.map(({ id }) => `--${id}`).join(' and ')} exclude each other: choose one`);
  const threads =
    values.threads === undefined
      ? null
      : numbers('threads', values.threads, { from: 1, to: 256, most: 1 })[0]!;
  return {
    format: chosen[0] ?? defaultFormat,
    models: values.model,
    backend: values.backend === undefined ? null : oneOf('backend', values.backend, backends),
    threads,
    flashAttention: values.flash === undefined ? null : oneOf('flash', values.flash, ['on', 'off']) === 'on',
    kvPrecision: oneOf('kv', values.kv, precisions),
    plan: {
      promptLengths: numbers('prompt', values.prompt, planLimits.promptLengths),
      depths: numbers('depth', values.depth, planLimits.depths),
      decodeTokens: numbers('generate', values.generate, planLimits.decodeTokens)[0]!,
      batchSizes: numbers('batch', values.batch, planLimits.batchSizes),
      repeats: numbers('repeats', values.repeats, planLimits.repeats)[0]!,
    },
  };
};

const parsed = (args: string[]) => {
  try {
    return parseArgs({
      args,
      options: {
        ...Object.fromEntries(exportFormats.map(({ id }) => [id, { type: 'boolean' as const }])),
        model: { type: 'string', multiple: true, default: [] },
        prompt: { type: 'string', default: String(quickPlan.promptLengths) },
        depth: { type: 'string', default: String(quickPlan.depths) },
        generate: { type: 'string', default: String(quickPlan.decodeTokens) },
        batch: { type: 'string', default: String(quickPlan.batchSizes) },
        repeats: { type: 'string', default: String(quickPlan.repeats) },
        threads: { type: 'string' },
        flash: { type: 'string' },
        backend: { type: 'string' },
        kv: { type: 'string', default: 'f16' },
      },
    });
  } catch (error) {
    return refuse((error as Error).message.split('. ')[0]!.replace(/\.$/, ''));
  }
};

const refuse = (why: string): never => refuseWith(say('start.bad-option', { why }));

const refuseWith = (told: Told): never => {
  const refusal = Refusal.of(told);
  throw Object.assign(refusal, { message: `${refusal.message}\n${usage}` });
};

const numbers = (option: string, text: string, limit: Parameters<typeof readNumbers>[2]): number[] => {
  const read = readNumbers(`--${option}`, text, limit);
  return Array.isArray(read) ? read : refuseWith(read);
};

const oneOf = <Value extends string>(option: string, text: string, values: readonly Value[]): Value =>
  values.find((value) => value === text) ??
  refuse(`--${option} must be one of ${values.join(', ')}, not "${text}"`);

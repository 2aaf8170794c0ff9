import type { Fit, MemoryNeed } from '../../shared/contract/memory.ts';
import { bytes, figureWords, tokens } from '../../shared/format/figures.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { effective } from '../../shared/settings/registry.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes, type Context } from '../session/command.ts';
import { findModel, libraryOf, modelFileAt } from '../session/models.ts';
import { choiceOf, numberOf, refuseBoth } from '../session/parse.ts';
import { useModel } from '../session/use-model.ts';
import { withSession } from '../session/with-session.ts';
import type { Session } from '../session/session.ts';

/** Tokens per evaluation, unless the settings say otherwise. */
const usualBatch = 512;

export const load = defineCommand({
  name: 'load',
  operands: 'MODEL',
  least: 1,
  most: 1,
  completes: 'models',
  options: {
    estimate: { kind: 'switch' },
    context: { kind: 'value', value: 'N' },
    kv: { kind: 'value', value: 'NAME', completes: ['f16', 'q8_0'] },
    'gpu-layers': { kind: 'value', value: 'N' },
    now: { kind: 'switch' },
    wait: { kind: 'switch' },
    json: { kind: 'switch' },
  },
  run: async (context, [given], values) => {
    const { estimate, now, wait, json } = values;
    refuseBoth({ now, wait });
    const asked: Asked = {
      contextLength: numberOf('context', values.context, { from: 256, to: 4_194_304 }),
      kvPrecision: choiceOf('kv', values.kv, ['f16', 'q8_0']),
      gpuLayers: numberOf('gpu-layers', values['gpu-layers'], { from: 0, to: 1000 }),
    };
    if (estimate)
      return withSession(context, 'any', (session) => tellEstimate(context, session, given!, asked, json));
    return withSession(context, 'running', async (session) => {
      const path = modelFileAt(given!) ?? findModel(await libraryOf(session), given!).model.path;
      const { name } = await useModel(context, session, path, now ? 'stop' : wait ? 'wait' : undefined);
      context.terminal.note(cliWords.isLoaded(name));
      return exitCodes.done;
    });
  },
});

interface Asked {
  contextLength: number | null;
  kvPrecision: 'f16' | 'q8_0' | null;
  gpuLayers: number | null;
}

const tellEstimate = async (
  { terminal }: Context,
  session: Session,
  given: string,
  asked: Asked,
  json: boolean,
): Promise<number> => {
  const { name, model } = findModel(await libraryOf(session), given);
  const { settings } = await session.call('greet', {});
  const own = effective(settings, await session.call('loadSettings', { path: model.path }));
  const fit = await session.call('fitModel', {
    path: model.path,
    wish: {
      contextLength: asked.contextLength ?? own.contextLength,
      kvPrecision: asked.kvPrecision ?? own.kvPrecision,
      gpuLayers: asked.gpuLayers ?? (own.backend === 'cpu' ? 0 : own.gpuLayers),
      flashAttention: own.flashAttention,
      batchSize: own.batchSize ?? usualBatch,
      ...(own.memoryMap === null ? {} : { memoryMap: own.memoryMap }),
    },
  });
  if (fit === null) throw new Refusal('cli.no-estimate', { name });
  if (json) terminal.json({ name, ...fit, words: undefined, says: sentenceOf(fit.words) });
  else {
    terminal.table(rowsOf(fit));
    terminal.line(sentenceOf(fit.words));
  }
  return fit.verdict === 'too-large' ? exitCodes.failed : exitCodes.done;
};

const totalOf = ({ weights, kvCache, compute, engine }: MemoryNeed): number =>
  weights + kvCache + compute + engine;

const rowsOf = (fit: Fit): string[][] => {
  const { facts } = cliWords;
  const { gpu } = fit.machine;
  return [
    [facts.context, tokens(fit.contextLength)],
    [
      facts.ram,
      cliWords.ofFree(bytes(totalOf(fit.ram)), bytes(fit.machine.ramFree + fit.machine.ramReturned)),
    ],
    ...(gpu === null
      ? []
      : [
          [facts.vram, cliWords.ofFree(bytes(totalOf(fit.vram)), bytes(gpu.free + gpu.returned))],
          [facts.gpuLayers, cliWords.ofAll(fit.gpuLayers, fit.layers)],
        ]),
    ...(fit.decodeSpeed === null
      ? []
      : [[facts.decodeSpeed, `${fit.decodeSpeed.toPrecision(2)} ${figureWords.tokensPerS}`]]),
  ];
};

import type { LibraryModel } from '../../shared/contract/library.ts';
import { bytes, count, tokens } from '../../shared/format/figures.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { findModel, libraryOf } from '../session/models.ts';
import { withSession } from '../session/with-session.ts';
import { jsonOf, kindOf } from './ls.ts';

export const show = defineCommand({
  name: 'show',
  operands: 'MODEL',
  least: 1,
  most: 1,
  completes: 'models',
  options: { json: { kind: 'switch' }, metadata: { kind: 'switch' } },
  run: (context, [given], { json, metadata }) =>
    withSession(context, 'any', async (session) => {
      const { terminal } = context;
      const named = findModel(await libraryOf(session), given!);
      const { engine } = await session.call('greet', {});
      const loadedPath = engine.model?.path ?? null;
      if (!metadata) {
        if (json) terminal.json(jsonOf(named, loadedPath));
        else terminal.table([[cliWords.facts.name, named.name], ...factsOf(named.model)]);
        return exitCodes.done;
      }
      const lines = await session.call('modelMetadata', { path: named.model.path });
      if (json) terminal.json(Object.fromEntries(lines.map(({ key, value }) => [key, value])));
      else terminal.table(lines.map(({ key, value }) => [key, value]));
      return exitCodes.done;
    }),
});

const factsOf = (model: LibraryModel): string[][] => {
  const { facts } = cliWords;
  const yesNo = (is: boolean): string => (is ? cliWords.yes : cliWords.no);
  const rows: [string, string | null][] = [
    [facts.title, model.name],
    [facts.path, model.path],
    [facts.size, bytes(model.bytes)],
    [facts.kind, kindOf(model)],
    [facts.architecture, model.architecture || null],
    [facts.parameters, model.parameters === null ? null : count(model.parameters)],
    [facts.quantization, model.quantization],
    [facts.trainedContext, model.trainedContextLength === 0 ? null : tokens(model.trainedContextLength)],
    [facts.tools, model.problem === null ? yesNo(model.supports.tools) : null],
    [facts.thinking, model.problem === null ? yesNo(model.supports.reasoning) : null],
    [facts.licence, model.licence],
    [facts.source, model.source],
    [facts.owner, model.owner],
    [facts.projector, model.projector?.path ?? null],
    [facts.problem, model.problem === null ? null : sentenceOf(model.problem)],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
};

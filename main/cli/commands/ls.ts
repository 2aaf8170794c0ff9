import type { LibraryModel } from '../../shared/contract/library.ts';
import { bytes, count } from '../../shared/format/figures.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { withSession } from '../session/with-session.ts';
import { libraryOf, type NamedModel } from '../session/models.ts';

/** `2026-11-29`, in this machine's time zone. */
const dayOf = (time: number): string => {
  const date = new Date(time);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** A model as `--json` prints it. */
export const jsonOf = ({ name, model }: NamedModel, loadedPath: string | null): object => ({
  name,
  title: model.name,
  path: model.path,
  kind: model.kind,
  architecture: model.architecture,
  quantization: model.quantization,
  bytes: model.bytes,
  parameters: model.parameters,
  trainedContextLength: model.trainedContextLength,
  owner: model.owner,
  source: model.source,
  licence: model.licence,
  supports: model.supports,
  lastUsedAt: model.lastUsedAt,
  isLoaded: model.path === loadedPath,
  problem: model.problem,
});

/** What a model is for, or that its file cannot be used. */
export const kindOf = ({ kind, problem }: LibraryModel): string =>
  problem === null ? cliWords.kinds[kind] : cliWords.unusable;

export const ls = defineCommand({
  name: 'ls',
  operands: '',
  least: 0,
  most: 0,
  completes: null,
  options: { json: { kind: 'switch' }, names: { kind: 'switch' }, running: { kind: 'switch' } },
  run: (context, _, { json, names, running }) =>
    withSession(context, running ? 'running-or-nothing' : 'any', async (session) => {
      const { terminal } = context;
      if (session === null) return exitCodes.done;
      const models = await libraryOf(session);
      const { engine } = await session.call('greet', {});
      const loadedPath = engine.model?.path ?? null;
      if (names) for (const { name } of models) terminal.line(name);
      else if (json) terminal.json(models.map((model) => jsonOf(model, loadedPath)));
      else if (models.length === 0) terminal.note(cliWords.noModels);
      else {
        const { columns } = cliWords;
        terminal.list(
          [
            columns.name,
            columns.size,
            columns.quantization,
            columns.context,
            columns.kind,
            columns.owner,
            columns.used,
          ],
          models.map(({ name, model }) => [
            name,
            bytes(model.bytes),
            model.quantization ?? '',
            model.trainedContextLength === 0 ? '' : count(model.trainedContextLength),
            model.path === loadedPath ? `${cliWords.kinds[model.kind]}, ${cliWords.loaded}` : kindOf(model),
            model.owner,
            model.lastUsedAt === null ? '' : dayOf(model.lastUsedAt),
          ]),
          ['left', 'right', 'left', 'right'],
        );
      }
      return exitCodes.done;
    }),
});

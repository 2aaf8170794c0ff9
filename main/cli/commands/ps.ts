import type { EngineStatus } from '../../shared/contract/engine.ts';
import { bytes, tokens } from '../../shared/format/figures.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { withSession } from '../session/with-session.ts';

export const ps = defineCommand({
  name: 'ps',
  operands: '',
  least: 0,
  most: 0,
  completes: null,
  options: { json: { kind: 'switch' } },
  run: (context, _, { json }) =>
    withSession(context, 'running-or-nothing', async (session) => {
      const { terminal, dataFolder } = context;
      if (session === null) {
        if (json) terminal.json({ running: false });
        else terminal.note(cliWords.notRunning(dataFolder));
        return exitCodes.done;
      }
      const { app, engine, running } = await session.call('greet', {});
      const server = await session.call('apiStatus', {});
      const requests = { running: server.running, waiting: server.waiting };
      if (json)
        terminal.json({
          running: true,
          version: app.version,
          shell: app.shell,
          engine,
          answers: running.length,
          addresses: server.addresses,
          requests,
          besideModels: server.besideModels,
        });
      else {
        terminal.line(cliWords.process(app.version, app.dataFolder));
        terminal.line(cliWords.answers(running.length));
        terminal.line(
          server.state === 'on' ? cliWords.server(server.addresses, requests) : cliWords.serverOff,
        );
        const { columns } = cliWords;
        terminal.list(
          [columns.name, columns.state, columns.size, columns.context, columns.device],
          [
            rowOf(engine),
            ...server.besideModels.map(({ title, engine: beside }) => rowOf({ ...beside, modelName: title })),
          ],
        );
        if (engine.note !== null) terminal.note(sentenceOf(engine.note));
      }
      return exitCodes.done;
    }),
});

const rowOf = ({ modelName, state, model }: EngineStatus): string[] => [
  modelName ?? '',
  cliWords.states[state],
  model === null ? '' : bytes(model.bytes),
  model === null ? '' : tokens(model.contextLength),
  model?.device ?? '',
];

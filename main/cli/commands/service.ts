import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { choiceOf, numberOf } from '../session/parse.ts';
import { serviceFiles, serviceKinds, type ServiceKind } from '../session/service-file.ts';

/** The kind of this system; `null` if it has none of them. */
const usualKind = (): ServiceKind | null =>
  process.platform === 'linux' ? 'systemd' : process.platform === 'darwin' ? 'launchd' : null;

export const service = defineCommand({
  name: 'service',
  operands: '',
  least: 0,
  most: 0,
  completes: null,
  options: {
    kind: { kind: 'value', value: 'NAME', completes: serviceKinds },
    port: { kind: 'value', value: 'N' },
    install: { kind: 'switch' },
  },
  run: async ({ terminal, shell, dataFolder }, _, values) => {
    const kind = choiceOf('kind', values.kind, serviceKinds) ?? usualKind();
    if (kind === null) throw new Refusal('cli.no-service-here');
    const port = numberOf('port', values.port, { from: 1, to: 65_535 });
    const args = ['serve', '--data', dataFolder, ...(port === null ? [] : ['--port', String(port)])];
    const { path, start, text } = serviceFiles[kind]({
      program: [...shell.program, ...args],
      description: cliWords.serviceDescription,
      home: homedir(),
      logs: join(dataFolder, 'logs'),
    });
    if (!values.install) {
      terminal.write(text);
      return exitCodes.done;
    }
    writeService(path, text);
    terminal.line(cliWords.serviceWritten(path));
    terminal.line(cliWords.serviceStart);
    for (const command of start) terminal.line(`  ${command}`);
    return exitCodes.done;
  },
});

/** Throws `Refusal` if a file with other contents is there, or if it cannot be written. */
const writeService = (path: string, text: string): void => {
  try {
    if (existsSync(path) && readFileSync(path, 'utf8') !== text) throw new Refusal('cli.exists', { path });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Refusal('cli.not-written', { path, reason });
  }
};

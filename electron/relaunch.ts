/** Starts Hearth again when this process has ended. */
import { app } from 'electron';
import { ownProgram } from '../main/shell/portable.ts';

const [, program = '.'] = process.argv;
const namesData = process.argv.some((arg) => arg === '--data' || arg.startsWith('--data='));

/** The arguments that lead to the same data; links and files that were opened once are not opened again. */
export const startArguments = (dataFolder: string): string[] => (namesData ? ['--data', dataFolder] : []);

/** Ends nothing by itself. */
export const relaunch = (dataFolder: string): void => {
  const args = startArguments(dataFolder);
  // A plain Electron gets the folder of its program first.
  if (app.isPackaged) app.relaunch({ execPath: ownProgram(), args });
  else app.relaunch({ args: [program, ...args] });
};

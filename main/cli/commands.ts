/** All commands, in the order of help. */
import type { Command } from './session/command.ts';
import { backup } from './commands/backup.ts';
import { bench } from './commands/bench.ts';
import { completion } from './commands/completion.ts';
import { exportCommand } from './commands/export.ts';
import { help } from './commands/help.ts';
import { importCommand } from './commands/import.ts';
import { load } from './commands/load.ts';
import { log } from './commands/log.ts';
import { ls } from './commands/ls.ts';
import { ps } from './commands/ps.ts';
import { pull } from './commands/pull.ts';
import { restore } from './commands/restore.ts';
import { rm } from './commands/rm.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { service } from './commands/service.ts';
import { show } from './commands/show.ts';
import { stop } from './commands/stop.ts';

export const commands: readonly Command[] = [
  serve,
  run,
  ls,
  pull,
  rm,
  show,
  ps,
  load,
  stop,
  importCommand,
  exportCommand,
  backup,
  restore,
  bench,
  log,
  service,
  completion,
  help,
];

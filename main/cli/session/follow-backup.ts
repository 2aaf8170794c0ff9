/** Begins a backup or a restoration, and shows its progress until it has ended. */
import type { BackupState } from '../../shared/contract/backup.ts';
import { bytes } from '../../shared/format/figures.ts';
import { say } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** `begin` replies when it runs. Ctrl+C stops it. Rejects with `Refusal` if it was not begun. */
export const followBackup = async (
  terminal: Terminal,
  stop: AbortSignal,
  session: Session,
  begin: () => Promise<unknown>,
): Promise<BackupState> => {
  const progress = terminal.progress();
  const halt = (): void => void session.call('stopBackup', {}).catch(() => undefined);
  stop.addEventListener('abort', halt);
  try {
    const ended = new Promise<BackupState>((resolve) => {
      session.on('backup.changed', ({ state }) => {
        if (state === null) return;
        if (state.state !== 'running') return resolve(state);
        progress.show(
          state.bytes === 0 ? null : state.doneBytes / state.bytes,
          `${cliWords.backupSteps[state.step]} ${cliWords.ofBytes(bytes(state.doneBytes), bytes(state.bytes))}`,
        );
      });
      session.onLost(() => resolve({ state: 'failed', problem: say('backup.failed') }));
    });
    await begin();
    return await ended;
  } finally {
    stop.removeEventListener('abort', halt);
    progress.clear();
  }
};

/** Loads a model for a command, with a progress bar. */
import type { EngineStatus } from '../../shared/contract/engine.ts';
import type { ModelFacts } from '../../shared/contract/model.ts';
import { cliWords } from '../../shared/words/cli.ts';
import type { Context } from './command.ts';
import type { Session } from './session.ts';

/**
 * Loads the model at `path`, as a person does in the window. `whileAnswering`: what happens to an answer that is in the way; the core
 * refuses the call without it. Throws what the core refuses.
 */
export const useModel = async (
  { terminal, stop }: Context,
  session: Session,
  path: string,
  whileAnswering: 'stop' | 'wait' | undefined,
): Promise<ModelFacts> => {
  const progress = terminal.progress();
  const show = ({ state, loadProgress, modelName }: EngineStatus): void => {
    if (state === 'loading' || state === 'tuning')
      progress.show(loadProgress, cliWords.loading(modelName ?? ''));
  };
  const end = session.on('engine.changed', ({ engine }) => show(engine));
  const cancel = (): void => void session.call('cancelLoad', {}).catch(() => undefined);
  stop.addEventListener('abort', cancel, { once: true });
  try {
    return await session.call('openModel', {
      path,
      ...(whileAnswering === undefined ? {} : { whileAnswering }),
    });
  } finally {
    stop.removeEventListener('abort', cancel);
    end();
    progress.clear();
  }
};

/** What the engine does, in a few words. */
import type { EngineStatus } from '../../main/contract/types.ts';
import { whereItRuns } from './where-it-runs.ts';

export const engineWords = ({ state, model, loadProgress }: EngineStatus): string => {
  switch (state) {
    case 'loading':
      return `Loading${loadProgress === null ? '' : `, ${Math.round(loadProgress * 100)}%`}`;
    case 'starting':
      return 'Starting';
    case 'tuning':
      return 'Measuring how this model runs best here, a few seconds';
    case 'restarting':
      return 'The engine stopped and is starting again';
    case 'unloaded':
      return 'Unloaded; the next message loads it';
    case 'measuring':
      return 'Measuring; the model comes back after it';
    case 'ready':
      return model ? whereItRuns(model) : 'Ready';
    case 'stopped':
      return 'Stopped';
  }
};

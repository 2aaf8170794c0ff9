import { homedir } from 'node:os';
import { join } from 'node:path';

/** The platform's usual folder for an application's data. */
export const defaultDataFolder = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string => {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Hearth');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Hearth');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'hearth');
};

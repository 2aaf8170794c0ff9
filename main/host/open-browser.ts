/** Opens the user's browser, where there is a display to open it on. */
import { spawn } from 'node:child_process';

/** True where a window or a browser can be shown. */
export const hasDisplay = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean =>
  platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);

export const openBrowser = (url: string): void => {
  const [command, args]: [string, string[]] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // Without a browser the printed address still serves.
  child.on('error', () => undefined);
  child.unref();
};

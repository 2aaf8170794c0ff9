/** Links and model files that the system hands over: on macOS by events, elsewhere as arguments of this or a second start. */
import { app } from 'electron';
import { askedByFile, askedIn } from '../main/native/arguments.ts';
import { readLink, type Asked } from '../main/shared/desktop/link.ts';

/** `null`: a link that Hearth cannot read. */
type Take = (asked: Asked | null) => void;

/**
 * Must be called before Electron is ready, because macOS sends what started Hearth before that. What comes is kept until the
 * returned function is called with what takes it.
 */
export const collectAsked = (args: readonly string[]): ((take: Take) => void) => {
  let waiting = askedIn(args, process.cwd());
  let take: Take | null = null;
  const ask = (...all: (Asked | null)[]): void => {
    if (take === null) waiting = [...waiting, ...all];
    else all.forEach(take);
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    ask(readLink(url));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    const asked = askedByFile(path);
    if (asked !== null) ask(asked);
  });
  app.on('second-instance', (_event, argv, folder) => ask(...askedIn(argv.slice(1), folder)));
  // Installers of the other systems say so in a file of theirs. Everything behind "--" is no option, whatever a link contains.
  if (process.platform === 'win32' && app.isPackaged)
    app.setAsDefaultProtocolClient('hearth', process.execPath, ['--']);
  return (given) => {
    take = given;
    waiting.splice(0).forEach(given);
  };
};

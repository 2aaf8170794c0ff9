/** Where Hearth's own files lie, found from the package's root, so that it is right in sources, build and package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const findRoot = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));

/** The folder of package.json; the archive itself in a packaged app. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Native code and other processes cannot read inside an asar archive; what they need lies unpacked beside it. */
const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');

/** The small guide that comes with Hearth. */
export const starterModel = unpacked(join(packageRoot, 'resources', 'starter', 'hearth-guide.gguf'));

/** Models to begin with. */
export const catalogueFile = join(packageRoot, 'resources', 'catalogue.json');

/** What the engine process runs. */
export const engineEntry = join(packageRoot, 'out', 'main', 'engine', 'main.js');

/** What the thread runs that looks through the model folders. Threads read inside an archive too (electron#33216). */
export const libraryThread = join(packageRoot, 'out', 'main', 'core', 'library', 'library-thread.js');
/** The threads that write and hash what is downloaded; Electron reads them out of the archive, too. */
export const writeWorkerEntry = join(packageRoot, 'out', 'main', 'core', 'downloads', 'write-worker.js');
export const hashWorkerEntry = join(packageRoot, 'out', 'main', 'core', 'downloads', 'hash-worker.js');

/** The built page and its files. */
export const rendererFolder = join(packageRoot, 'out', 'renderer');

/** Hearth's own version. */
export const version = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

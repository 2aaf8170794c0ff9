/**
 * The paths of Hearth's own files, found from the root of the package, so that they are right in sources, build and package.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const findRoot = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));

/** The folder of package.json; in a packaged app the archive itself. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Native code and other processes cannot read inside an asar archive, so the files that they need are unpacked beside it. */
const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');

/** The small guide that comes with Hearth. */
export const starterModel = unpacked(join(packageRoot, 'resources', 'starter', 'hearth-guide.gguf'));

/** The recommended models. */
export const catalogueFile = join(packageRoot, 'resources', 'catalogue.json');

/** The program of the engine process. */
export const engineEntry = join(packageRoot, 'out', 'main', 'engine', 'main.js');

/** The program of the core's process in the desktop application. */
export const coreEntry = join(packageRoot, 'out', 'main', 'desktop', 'main.js');

/** The program of a reader's process, and the thread in it that extracts the text of documents. */
export const readerEntry = join(packageRoot, 'out', 'main', 'reader', 'main.js');
export const readerThread = join(packageRoot, 'out', 'main', 'reader', 'reader-thread.js');
/** The packages with what tesseract needs to recognise the text of a language, one folder each. */
export const languageFolder = join(packageRoot, 'node_modules', '@tesseract.js-data');

/** The program of the thread that scans the model folders. Threads can read inside an archive (electron#33216). */
export const libraryThread = join(packageRoot, 'out', 'main', 'core', 'library', 'library-thread.js');
/** The threads that write a copy of the database, and check one. */
export const copyThread = join(packageRoot, 'out', 'main', 'core', 'database', 'copy-thread.js');
export const checkThread = join(packageRoot, 'out', 'main', 'core', 'backup', 'check-thread.js');
/** The thread of the search index. */
export const searchThread = join(packageRoot, 'out', 'main', 'core', 'search', 'index-thread.js');
/** The thread of the index of passages. */
export const passagesThread = join(
  packageRoot,
  'out',
  'main',
  'core',
  'documents',
  'index',
  'passages-thread.js',
);
/** The threads that write and hash downloads; Electron reads them from the archive, too. */
export const writeWorkerEntry = join(packageRoot, 'out', 'main', 'core', 'downloads', 'write-worker.js');
export const hashWorkerEntry = join(packageRoot, 'out', 'main', 'core', 'downloads', 'hash-worker.js');

/** The thread that reads exports of chats. */
export const importThread = join(packageRoot, 'out', 'main', 'core', 'transfer', 'import-thread.js');

/** The built page and its files. */
export const rendererFolder = join(packageRoot, 'out', 'renderer');

/** The documentation for people. The system's programs cannot read inside an asar archive, so a packaged app has it beside. */
export const documentationFolder = join(packageRoot.replace(/app\.asar$/, ''), 'docs');

/** What Hearth consists of, with the licences; the build writes it. */
export const partsFile = join(packageRoot, 'out', 'parts', 'licences.json');

/** Hearth's own version. */
export const version = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

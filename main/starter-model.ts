/** Where the small guide lies that comes with Hearth. */
import { fileURLToPath } from 'node:url';

/** Native code cannot read inside an asar archive, so the packaged app keeps `resources/starter` beside it. */
export const starterModel = fileURLToPath(
  new URL('../../resources/starter/hearth-guide.gguf', import.meta.url),
).replace(/app\.asar([\\/])/, 'app.asar.unpacked$1');

/** What the log tells of errors that nobody foresaw. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Errors of the language and of the validators: nobody throws them on purpose. */
const unforeseen =
  /\b(TypeError|RangeError|SyntaxError|ReferenceError|ZodError|AssertionError|ERR_INVALID_ARG)/;

/** Damaged rows that are left out are logged with what is wrong with them. */
const foreseen = / (the text of a document cannot be read: SyntaxError|a damaged \w+ is left out: ZodError)/;

/** The first line of each such error in the log of the data folder at `folder`, and the place in the code. */
export const faultsInLog = (folder: string): string[] => {
  let log;
  try {
    log = readFileSync(join(folder, 'logs', 'hearth.log'), 'utf8');
  } catch {
    return [];
  }
  const lines = log.split('\n');
  return lines.flatMap((line, index) =>
    (unforeseen.test(line) && !foreseen.test(line)) || line.includes('nothing caught')
      ? [
          lines
            .slice(index, index + 4)
            .map((one) => one.slice(0, 300))
            .join(' | '),
        ]
      : [],
  );
};

/** Checks and makes file names that mean the same file on every system. */

/**
 * Names that Windows treats as devices, with any extension, also behind spaces:
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file.
 */
const device = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³]) *(\.|$)/i;
/**
 * Separators, characters that Windows or a terminal interprets, and those that make a name look like another: marks of the text
 * direction, line separators, and halves of characters.
 */
const forbidden = /[\p{Cc}<>:"/\\|?*\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\p{Cs}]/u;

/** Whether one segment of a path is such a name and does not lead to the parent folder. */
export const isPortableName = (name: string): boolean =>
  name !== '' && !/^\.+$|[. ]$/.test(name) && !device.test(name) && !forbidden.test(name);

/** Equal for two names or paths that are one file on some system: without regard to case and to how letters are composed. */
export const sameFileKey = (name: string): string => name.normalize('NFKC').toUpperCase().normalize('NFC');

/** UTF-16 code units; with an extension it stays below every system's limit of 255 bytes. */
const longestName = 80;

/** A text as such a name, without an extension; empty if nothing is left of it. */
export const portableName = (text: string): string => {
  const name = text
    .normalize('NFC')
    .replaceAll(/[<>:"/\\|?*\p{C}]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longestName)
    .replaceAll(/\p{Surrogate}/gu, '')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  return device.test(name) ? `_${name}` : name;
};

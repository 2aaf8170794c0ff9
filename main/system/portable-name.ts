/** Checks and makes file names that mean the same file on every system. */

/** Names that Windows treats as devices, with any extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;
/** Separators, and characters that Windows or a terminal interprets. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f<>:"/\\|?*]/;

/** Whether one segment of a path is such a name and does not lead to the parent folder. */
export const isPortableName = (name: string): boolean =>
  name !== '' && !/^\.+$|[. ]$/.test(name) && !device.test(name) && !forbidden.test(name);

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

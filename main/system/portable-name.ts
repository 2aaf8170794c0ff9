/** Checks for file names that mean the same file on every system. */

/** Names that Windows treats as devices, with any extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;
/** Separators, and characters that Windows or a terminal interprets. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f<>:"/\\|?*]/;

/** Whether one segment of a path is such a name and does not lead to the parent folder. */
export const isPortableName = (name: string): boolean =>
  name !== '' && !/^\.+$|[. ]$/.test(name) && !device.test(name) && !forbidden.test(name);

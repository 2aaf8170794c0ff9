/** Names that mean one and the same file on every system. */

/** What Windows takes for a device, with any extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;
/** Separators, and what Windows or a terminal makes something else of. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f<>:"/\\|?*]/;

/** Whether one part of a path is such a name, and leads no folder up. */
export const isPortableName = (name: string): boolean =>
  name !== '' && !/^\.+$|[. ]$/.test(name) && !device.test(name) && !forbidden.test(name);

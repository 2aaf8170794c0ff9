/** Dates as Python's `strftime` prints them in the C locale, whatever language the system speaks. */

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const dayMs = 86_400_000;

/** `date` in local time by `format`; codes that do not exist stay as they are. */
export const strftime = (date: Date, format: string): string => {
  // Asking the system takes long, and a format may want it many times.
  let zone: string | null = null;
  return format.replace(/%([-_0^#]?)([A-Za-z%])/g, (whole, flag: string, code: string) => {
    const field = code === 'Z' ? (zone ??= zoneOf(date)) : fieldOf(date, code);
    if (field === null) return whole;
    const [value, width, pad] = typeof field === 'string' ? [field, 0, '0'] : field;
    if (flag === '^') return String(value).toUpperCase();
    if (flag === '#') return code === 'p' ? String(value).toLowerCase() : String(value).toUpperCase();
    return flag === '-' ? String(value) : String(value).padStart(width, { _: ' ', 0: '0' }[flag] ?? pad);
  });
};

type Field = string | [value: number, width: number, pad: string];

const fieldOf = (date: Date, code: string): Field | null => {
  const two = (value: number): Field => [value, 2, '0'];
  const hours = date.getHours();
  const year = date.getFullYear();
  const day = date.getDay();
  const dayOfYear = Math.round(
    (Date.UTC(year, date.getMonth(), date.getDate()) - Date.UTC(year, 0, 1)) / dayMs,
  );
  switch (code) {
    case 'a':
      return days[day]!.slice(0, 3);
    case 'A':
      return days[day]!;
    case 'w':
      return [day, 1, '0'];
    case 'u':
      return [day || 7, 1, '0'];
    case 'd':
      return two(date.getDate());
    case 'e':
      return [date.getDate(), 2, ' '];
    case 'b':
    case 'h':
      return months[date.getMonth()]!.slice(0, 3);
    case 'B':
      return months[date.getMonth()]!;
    case 'm':
      return two(date.getMonth() + 1);
    case 'y':
      return two(year % 100);
    case 'Y':
      return [year, 4, '0'];
    case 'C':
      return two(Math.floor(year / 100));
    case 'G':
      return [weekOf(date).year, 4, '0'];
    case 'g':
      return two(weekOf(date).year % 100);
    case 'V':
      return two(weekOf(date).week);
    case 'U':
      return two(Math.floor((dayOfYear + 7 - day) / 7));
    case 'W':
      return two(Math.floor((dayOfYear + 7 - ((day + 6) % 7)) / 7));
    case 'j':
      return [dayOfYear + 1, 3, '0'];
    case 'H':
      return two(hours);
    case 'I':
      return two(hours % 12 || 12);
    case 'k':
      return [hours, 2, ' '];
    case 'l':
      return [hours % 12 || 12, 2, ' '];
    case 'M':
      return two(date.getMinutes());
    case 'S':
      return two(date.getSeconds());
    case 'f':
      return [date.getMilliseconds() * 1000, 6, '0'];
    case 'p':
      return hours < 12 ? 'AM' : 'PM';
    case 'P':
      return hours < 12 ? 'am' : 'pm';
    case 's':
      return [Math.floor(date.getTime() / 1000), 1, '0'];
    case 'z':
      return offsetOf(date);
    case 'c':
      return strftime(date, '%a %b %e %H:%M:%S %Y');
    case 'x':
    case 'D':
      return strftime(date, '%m/%d/%y');
    case 'X':
    case 'T':
      return strftime(date, '%H:%M:%S');
    case 'F':
      return strftime(date, '%Y-%m-%d');
    case 'R':
      return strftime(date, '%H:%M');
    case 'r':
      return strftime(date, '%I:%M:%S %p');
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
    default:
      return null;
  }
};

/** The week of ISO 8601: the one that holds the year's first Thursday is week 1. */
const weekOf = (date: Date): { year: number; week: number } => {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 4 - (date.getDay() || 7));
  const year = thursday.getFullYear();
  const start = Date.UTC(year, 0, 1);
  return {
    year,
    week: 1 + Math.floor((Date.UTC(year, thursday.getMonth(), thursday.getDate()) - start) / dayMs / 7),
  };
};

const offsetOf = (date: Date): string => {
  const minutes = -date.getTimezoneOffset();
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}${two(Math.abs(minutes) % 60)}`;
};

const zoneOf = (date: Date): string =>
  new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')?.value ?? offsetOf(date);

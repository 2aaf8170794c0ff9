/** The variables of a prompt, which are written in double braces. */

const variable = /\{\{ *([^\s{}](?:[^{}\n]{0,58}[^\s{}])?) *\}\}/g;

/** The names of the variables in `text`, each once, in order. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(variable)].map(([, name]) => name!)),
];

/** Puts values in the place of variables. A variable without a value, or with an empty one, stays as it is. */
export const filled = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replaceAll(variable, (whole, name: string) => values.get(name) || whole);

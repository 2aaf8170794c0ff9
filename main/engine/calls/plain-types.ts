/** Schemas in a form that every template can read. */
import type { Tool } from '../../shared/engine/tools.ts';
import { isObject } from './json-scan.ts';

/** The tool, with one type for each value and without null: some templates call themselves without end for others. */
export const withPlainTypes = (tool: Tool): Tool => ({
  ...tool,
  parameters: plain(tool.parameters) as Record<string, unknown>,
});

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
      if (key !== 'type' || isObject(one)) return [[key, plain(one)]];
      const type = Array.isArray(one) ? one.find((name) => name !== 'null') : one;
      return typeof type === 'string' && type !== 'null' ? [['type', type]] : [];
    }),
  );
};

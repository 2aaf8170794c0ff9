/** Ollama's `keep_alive`: seconds, or a duration as Go writes it. */
import { z } from 'zod';
import { ApiFault } from '../fault.ts';
import type { KeepAlive } from '../request.ts';

const secondsOf: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** `5m`, `1h30m`, `-1`, `300`: the last two are seconds. */
const duration = /^[+-]?(?:\d+(?:\.\d+)?|(?:\d+(?:\.\d*)?(?:ns|us|µs|μs|ms|s|m|h))+)$/;

export const keepAlive = z
  .union([z.number(), z.string().max(100)])
  .nullish()
  .describe(
    'How long the model stays loaded after the request: seconds, or a duration such as `5m`. Negative: until it is replaced. 0: it is unloaded. The model that the user opened in Hearth stays at least as long as the settings say.',
  );

/** Throws `ApiFault` if it is no duration. */
export const readKeepAlive = (value: z.infer<typeof keepAlive>): KeepAlive => {
  if (value === null || value === undefined) return null;
  const text = String(value).trim();
  if (typeof value === 'string' && !duration.test(text))
    throw new ApiFault(
      'bad-request',
      'The field keep_alive is wrong: it is neither a number nor a duration such as 5m.',
      { field: 'keep_alive' },
    );
  if (text.startsWith('-')) return Number(text) === 0 ? 0 : Infinity;
  if (typeof value === 'number') return value;
  let seconds = 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.length === 0) return Number(text);
  for (const [, amount, unit] of parts) seconds += Number(amount) * (secondsOf[unit ?? 's'] ?? 1);
  return seconds;
};

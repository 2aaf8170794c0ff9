/** The one table of all routes of all dialects. */
import { anthropicRoutes } from '../anthropic/routes.ts';
import { anthropicFault } from '../anthropic/faults.ts';
import { ApiFault } from '../fault.ts';
import { llamaServerFault } from '../llama-server/faults.ts';
import { llamaServerRoutes } from '../llama-server/routes.ts';
import { lmStudioFault, lmStudioV1Fault } from '../lm-studio/faults.ts';
import { lmStudioRoutes } from '../lm-studio/routes.ts';
import { openaiRoutes } from '../openai/routes.ts';
import { ollamaFault } from '../ollama/faults.ts';
import { ollamaRoutes } from '../ollama/routes.ts';
import { openaiFault } from '../openai/faults.ts';
import type { ApiRoute, Dialect, FaultWriter } from '../route.ts';

/** All routes, in the order of docs/api.md. */
export const routes: readonly ApiRoute[] = [
  ...openaiRoutes,
  ...anthropicRoutes,
  ...ollamaRoutes,
  ...llamaServerRoutes,
  ...lmStudioRoutes,
];

/** What answers a request. `allowed`: the methods of the path, for the header `Allow`; empty if there is no such path. */
export type RouteFound =
  | { route: ApiRoute; params: Readonly<Record<string, string>> }
  | { route: null; allowed: readonly string[]; fault: ApiFault };

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
};

/** The parts of `path` that `pattern` names; `null` if it does not match. */
const match = (pattern: readonly string[], parts: readonly string[]): Record<string, string> | null => {
  const params: Record<string, string> = {};
  for (const [index, step] of pattern.entries()) {
    const isRest = step.startsWith('*');
    const part = isRest ? parts.slice(index).join('/') : (parts[index] ?? '');
    if (part === '') return null;
    const text = decoded(part);
    if (text === null) return null;
    if (isRest) return { ...params, [step.slice(1)]: text };
    if (step.startsWith(':')) params[step.slice(1)] = text;
    else if (step !== text) return null;
  }
  return pattern.length === parts.length ? params : null;
};

/** Fixed parts of a path are preferred to named ones, and those to the rest of a path. */
const rank = (pattern: readonly string[]): string =>
  pattern.map((step) => ({ ':': '1', '*': '2' })[step[0] ?? ''] ?? '0').join('');

const table = routes
  .map((route) => ({ route, pattern: partsOf(route.path) }))
  .toSorted((one, other) => (rank(one.pattern) < rank(other.pattern) ? -1 : 1));

/** The route of a request. `path`: as it was sent, without the query. HEAD is answered by the route of GET. */
export const findRoute = (method: string, path: string): RouteFound => {
  const parts = partsOf(path);
  const found = table.flatMap(({ route, pattern }) => {
    const params = match(pattern, parts);
    return params === null ? [] : [{ route, params }];
  });
  const byMethod = (wanted: string) => found.find(({ route }) => route.method === wanted);
  const chosen = byMethod(method) ?? (method === 'HEAD' ? byMethod('GET') : undefined);
  if (chosen !== undefined) return chosen;
  const allowed = [...new Set(found.map(({ route }) => route.method))];
  const fault =
    allowed.length === 0
      ? new ApiFault('no-route', `Hearth has no route ${path.slice(0, 200)}.`)
      : new ApiFault('method', `${path.slice(0, 200)} takes ${allowed.join(' and ')}.`);
  return { route: null, allowed, fault };
};

const writers: Record<Dialect, FaultWriter> = {
  openai: openaiFault,
  anthropic: anthropicFault,
  ollama: ollamaFault,
  'llama-server': llamaServerFault,
  'lm-studio': lmStudioFault,
};

/**
 * Who writes the fault of a request, whether it has a route or not: Anthropic's clients send their header `anthropic-version` with every
 * request.
 */
export const faultWriterOf = (
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
): FaultWriter => {
  const parts = partsOf(path);
  if (headers['anthropic-version'] !== undefined || (parts[0] === 'v1' && parts[1] === 'messages'))
    return anthropicFault;
  if (parts[0] === 'api' && parts[1] === 'v1') return lmStudioV1Fault;
  const found = table.find(({ pattern }) => match(pattern, parts) !== null);
  if (found !== undefined) return writers[found.route.dialect];
  // LM Studio's routes have a version behind `api`.
  if (parts[0] === 'api') return writers[/^v\d$/.test(parts[1] ?? '') ? 'lm-studio' : 'ollama'];
  return openaiFault;
};

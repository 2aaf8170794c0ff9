/** What Ollama's clients ask first: whether it runs, and its version. */
import type { ApiRoute, ReadRequest } from '../route.ts';

/**
 * The version of Ollama whose dialect this is, the first with `prompt_eval_cached_count`. Clients read from it what they can use: VS Code's
 * Copilot refuses versions before 0.6.4. The field `hearth` has Hearth's own version.
 */
const followedVersion = '0.33.0';

const versionWork = { kind: 'version' } as const;

export const version: ApiRoute = {
  dialect: 'ollama',
  method: 'GET',
  path: '/api/version',
  right: 'models',
  about: 'Returns the version of Ollama whose dialect Hearth speaks, and its own as `hearth`.',
  body: null,
  read: (): ReadRequest =>
    ({
      work: versionWork,
      whole: ({ version: own }) => ({ body: { version: followedVersion, hearth: own } }),
      stream: null,
      keep: null,
    }) satisfies ReadRequest<'version'>,
};

/** Clients take exactly this text as the sign that the dialect is spoken. */
export const greeting: ApiRoute = {
  dialect: 'ollama',
  method: 'GET',
  path: '/',
  right: 'models',
  about: 'Answers “Ollama is running”, by which clients recognise this dialect.',
  body: null,
  read: (): ReadRequest =>
    ({
      work: versionWork,
      whole: () => ({ type: 'text/plain; charset=utf-8', body: 'Ollama is running' }),
      stream: null,
      keep: null,
    }) satisfies ReadRequest<'version'>,
};

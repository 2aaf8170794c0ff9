/** The routes of Ollama's dialect. */
import type { ApiRoute } from '../route.ts';
import { greeting, version } from './about.ts';
import { chat } from './chat.ts';
import { embed, embeddings } from './embed.ts';
import { generate } from './generate.ts';
import { running, show, tags } from './models.ts';
import { refusedRoutes } from './refused.ts';

export const ollamaRoutes: readonly ApiRoute[] = [
  greeting,
  version,
  tags,
  show,
  running,
  chat,
  generate,
  embed,
  embeddings,
  ...refusedRoutes,
];

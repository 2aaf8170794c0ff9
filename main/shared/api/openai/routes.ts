/** The routes of OpenAI's dialect. */
import type { ApiRoute } from '../route.ts';

export const openaiRoutes: readonly ApiRoute[] = [];

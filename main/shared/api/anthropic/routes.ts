/** The routes of Anthropic's dialect. */
import type { ApiRoute } from '../route.ts';

export const anthropicRoutes: readonly ApiRoute[] = [];

export { starterModel } from './paths.ts';

/** Images have no text until it is recognised. */
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted } from '../source.ts';

export const readImage = async (): Promise<Extracted> => ({
  kind: 'image',
  text: '',
  places: [],
  pages: { count: 1, withText: 0 },
  remarks: [say('documents.image')],
  canRecognise: true,
});

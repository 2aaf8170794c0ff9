/** The sentences that the window makes of what the core tells: its catalogue is shared with the terminal. */
import { sentenceOf, whatHappened, whatNext } from '../../main/shared/words/catalogue.ts';
import type { Told } from '../../main/shared/words/told.ts';

export { sentenceOf, whatHappened, whatNext, type Told };

/** `null` if nothing was told. */
export const sentenceOrNull = (told: Told | null): string | null => (told === null ? null : sentenceOf(told));

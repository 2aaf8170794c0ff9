/** The sentences that the window makes of what the core tells: its catalogue is shared with the terminal. */
export { sentenceOf } from '../../main/shared/words/catalogue.ts';

/** What a machine can do at most. */
import type { Ceilings } from '../../main/contract/lens-types.ts';

export const ceilings: Ceilings | null = null;

/** The time of day when the caller was first drawn: what is said of "ago" need not tick. */
import { useState } from 'react';

export const useNow = (): number => useState(() => Date.now())[0];

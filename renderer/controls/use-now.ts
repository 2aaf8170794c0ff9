/** The time when the caller was first drawn: texts with "ago" need not update. */
import { useState } from 'react';

export const useNow = (): number => useState(() => Date.now())[0];

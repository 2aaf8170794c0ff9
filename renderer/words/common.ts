/** Labels that several rooms share. */
import { translatable } from '../../main/shared/language/language.ts';

export const common = translatable('common', {
  automatic: 'Automatic',
  on: 'On',
  off: 'Off',
  none: 'None',
  never: 'Never',
  cancel: 'Cancel',
  cancelAsked: 'Cancel…',
  clearAsked: 'Clear…',
  close: 'Close',
  copied: 'Copied',
  delete: 'Delete',
  dismiss: 'Dismiss',
  keep: 'Keep',
  load: 'Load',
  loading: 'Loading…',
  offline: 'Offline',
  remove: 'Remove',
  removeAsked: 'Remove…',
  reset: 'Reset',
  tryAgain: 'Try again',
  undo: 'Undo',
  unload: 'Unload',
  chatNow: 'Chat now',
} as const);

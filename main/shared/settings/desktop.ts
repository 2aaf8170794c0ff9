/** Settings of the desktop application: notifications, the icon in the notification area, the quick window. */
import { keys, onOff } from './entry.ts';

/** Keys that open the quick window: free combinations on most systems; a program can still have one. */
const quickKeys = [
  'Control+Shift+Space',
  'Alt+Shift+Space',
  'Control+Alt+Space',
  'Alt+Space',
  'Control+Alt+H',
  'Super+Shift+H',
  'F9',
];

export const desktopEntries = {
  /** Only while no window of Hearth has the focus. */
  notifyAnswers: onOff({
    default: true,
    scopes: ['all'],
    group: 'desktop',
    label: 'Notify about long answers',
    hint: 'Notifies you when an answer that took 20 seconds or longer is complete while you use another program.',
  }),
  notifyDownloads: onOff({
    default: true,
    scopes: ['all'],
    group: 'desktop',
    label: 'Notify about downloads',
    hint: 'Notifies you when a model is downloaded, or if its download fails, while you use another program.',
  }),
  notifyTitles: onOff({
    default: false,
    scopes: ['all'],
    group: 'desktop',
    label: 'Chat titles in notifications',
    hint: 'Shows the title of the chat. Anyone who sees the screen can read it.',
  }),
  /** Closing the last window ends Hearth unless this is on. */
  trayIcon: onOff({
    default: false,
    scopes: ['all'],
    group: 'desktop',
    label: 'Icon in the notification area',
    hint: 'Shows which model is in memory and what is being processed. Hearth then stays in memory when you close its last window, until you quit it.',
  }),
  quickWindow: onOff({
    default: false,
    scopes: ['all'],
    group: 'desktop',
    label: 'Quick window',
    hint: 'Opens a small window above all others with a shortcut that works in every program.',
  }),
  quickKeys: keys({
    default: 'Control+Shift+Space',
    scopes: ['all'],
    group: 'desktop',
    label: 'Shortcut of the quick window',
    hint: 'Choose one, or record any other: Ctrl, Alt or Super with another key, or one of F1 to F24.',
    suggested: quickKeys,
  }),
} as const;

/** Settings of the desktop application: notifications, the icon in the notification area, the quick window. */
import { choice, onOff } from './entry.ts';

/** Keys that open the quick window, as Electron writes them. Free combinations on most systems; a program can still have one. */
const quickKeys = {
  'Control+Shift+Space': 'Ctrl+Shift+Space',
  'Alt+Shift+Space': 'Alt+Shift+Space',
  'Control+Alt+Space': 'Ctrl+Alt+Space',
  'Alt+Space': 'Alt+Space',
  'Control+Alt+H': 'Ctrl+Alt+H',
  'Super+Shift+H': 'Super+Shift+H',
  F9: 'F9',
} as const;

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
  quickKeys: choice({
    default: 'Control+Shift+Space',
    scopes: ['all'],
    group: 'desktop',
    label: 'Shortcut of the quick window',
    names: quickKeys,
  }),
} as const;

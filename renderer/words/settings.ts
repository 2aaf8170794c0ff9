/** Texts around the settings. Labels and hints are in the registry of settings (main/shared/settings). */
import { bytes, count } from './figures.ts';
import { common } from './common.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const settingsWords = translatable('settingsWords', {
  title: 'Settings',
  sections: 'Sections of the settings',
  section: (title: string): string => `Settings: ${title}`,
  notConnected: 'Settings are available once Hearth is connected.',
  resetOne: (label: string): string => `Reset ${label}`,
  /** In a field without a value. */
  recommended: (value: string): string => `${value} (recommended)`,
  globalDefault: (value: string): string => `Global default (${value})`,

  snapshots: {
    budget: (gigabytes: number): string => (gigabytes === 0 ? common.none : `${gigabytes} GB`),
    nothing: 'Nothing is stored.',
    stored: (taken: number, states: number): string =>
      `${bytes(taken)}, ${count(states)} ${states === 1 ? 'state' : 'states'}`,
    clearQuestion: (taken: number): string => `Delete ${bytes(taken)} of saved state? Your chats are kept.`,
  },

  /** Response formats: what answers are bound to. */
  format: {
    free: 'Free text',
    kinds: { text: 'Free text', schema: 'JSON schema', grammar: 'Grammar (GBNF)' },
    valid: {
      schema: 'The schema is valid. Answers are JSON that follows it.',
      grammar: 'The grammar is valid. Answers follow it.',
    },
    notApplied: 'Not applied yet.',
    examples: 'Examples',
    exampleNames: {
      facts: 'Facts',
      verdict: 'Verdict',
      list: 'List',
      yesNo: 'Yes or no',
      points: 'Three points',
      table: 'Table',
    },
  },

  quickKeysTaken: 'The system refused this shortcut, because another program uses it. Choose another one.',
  recordKeys: 'Record…',
  pressKeys: 'Press the keys',

  log: 'View network log',
  token: {
    label: 'Access token',
    savedInKeyStore: 'Token saved in the system’s key store.',
    savedInFile: 'Token saved (readable only by your user).',
    hint: 'For models whose licence you accepted on Hugging Face. Only sent to Hugging Face and the mirror, over HTTPS.',
    saved: 'Saved',
    save: 'Save',
    removeQuestion: 'Remove the token from this computer? It stays valid on Hugging Face.',
  },

  logs: {
    title: 'Log and crash reports',
    about: 'Events and failures, without the text of your chats. Hearth never sends them; you can.',
    show: 'Show log and crash reports',
    log: 'Log',
    empty: 'Empty',
    cut: (path: string): string => `Only the end is shown. All of it is in ${path}.`,
    noReports: 'There are no crash reports.',
    save: 'Save…',
    copy: 'Copy text',
    report: 'Save report…',
    reportTitle: 'Report about a problem',
    reportAbout:
      'This is everything in the report: versions, this computer, settings that you changed, crash reports and the end of the log. It has no text of your chats. Hearth does not send it; you can.',
    reportText: 'Content of the report',
    close: 'Close',
  },

  facts: { models: 'Models', dataFolder: 'Data folder', version: 'Version' },
} as const);

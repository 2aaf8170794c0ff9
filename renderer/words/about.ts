/** The texts about Hearth itself: new versions, and the licences of its parts. */
import { translatable } from '../../main/shared/language/language.ts';
import { bytes, count, dateLocale } from './figures.ts';

export const aboutWords = translatable('aboutWords', {
  title: 'About Hearth',

  updates: {
    unavailable: {
      'no-address':
        'This Hearth was built without an address for new versions, so it looks for none. Get a new version where you got this one.',
      'no-installer':
        'This Hearth runs from a folder and cannot replace itself. Get a new version where you got this one.',
    },
    /** What a click sends, and where to. */
    asks: (address: string): string =>
      `Checking asks ${address} for the list of versions. The request says which version of Hearth you have, and is in the network log.`,
    check: 'Check for a new version',
    checking: 'Checking…',
    newest: (at: number): string =>
      `This was the newest version on ${new Date(at).toLocaleString(dateLocale(), { dateStyle: 'medium', timeStyle: 'short' })}.`,
    offered: (version: string, date: string): string => `Version ${version} of ${date} is available.`,
    download: (size: number, host: string): string => `Download ${bytes(size)} from ${host}`,
    downloading: (version: string): string => `Downloading version ${version}`,
    /** The value of the progress bar for screen readers. */
    value: (done: number, total: number): string => `${bytes(done)} of ${bytes(total)}`,
    stop: 'Stop',
    ready: (version: string): string => `Version ${version} is downloaded and verified.`,
    cold: (engine: string, chats: number): string =>
      `It has another engine (${engine}): ${chats === 1 ? '1 chat' : `${count(chats)} chats`} must be processed again, which happens when you open them.`,
    warm: 'Your saved chat states stay usable.',
    install: 'Install and restart',
    installing: (version: string): string => `Version ${version} is being installed. Hearth restarts.`,
  },

  proof: {
    testing: (version: string): string => `Version ${version} is being tested.`,
    passed: (version: string, earlier: string): string =>
      `Version ${version} passed its self-test. Version ${earlier} is still kept.`,
    failed: (version: string): string => `Version ${version} did not pass its self-test.`,
    goBack: (earlier: string): string => `Go back to version ${earlier}`,
    remove: 'Remove the earlier version',
  },

  licences: {
    open: 'Licences',
    about: (parts: number): string =>
      `Hearth is published under the MIT licence and consists of ${count(parts)} parts by others, which are listed with their licences.`,
    list: 'Parts of Hearth',
    none: 'This Hearth was built without a list of its parts.',
    noText: 'It is published without a text.',
  },
} as const);

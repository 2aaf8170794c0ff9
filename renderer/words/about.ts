/** The texts about Hearth itself: new versions, and the licences of its parts. */
import { translatable } from '../../main/shared/language/language.ts';
import { bytes, count, dateLocale } from './figures.ts';

/** The day of a release. */
const dayOf = (date: string): string =>
  new Date(date).toLocaleDateString(dateLocale(), { dateStyle: 'medium', timeZone: 'UTC' });

export const aboutWords = translatable('aboutWords', {
  title: 'About Hearth',

  updates: {
    unavailable: {
      'no-address':
        'This build of Hearth has no address for updates. Get new versions from where you got this one.',
      'no-installer':
        'Hearth runs from a folder and cannot update itself. Get new versions from where you got this one.',
    },
    /** What a click sends, and where to. */
    asks: (address: string): string =>
      `Asks ${address} for the list of versions. The request contains your version of Hearth and appears in the network log.`,
    check: 'Check for updates',
    checking: 'Checking…',
    newest: (at: number): string =>
      `You had the latest version on ${new Date(at).toLocaleString(dateLocale(), { dateStyle: 'medium', timeStyle: 'short' })}.`,
    offered: (version: string, date: string): string => `Version ${version} is available (${dayOf(date)}).`,
    download: (size: number, host: string): string => `Download ${bytes(size)} from ${host}`,
    downloading: (version: string): string => `Downloading version ${version}`,
    /** The value of the progress bar for screen readers. */
    value: (done: number, total: number): string => `${bytes(done)} of ${bytes(total)}`,
    stop: 'Stop',
    ready: (version: string): string => `Version ${version} is downloaded and verified.`,
    cold: (engine: string, chats: number): string =>
      `It has a new engine (${engine}), so ${chats === 1 ? '1 chat is processed again when you open it' : `${count(chats)} chats are processed again when you open them`}.`,
    warm: 'Your saved chat states stay valid.',
    install: 'Install and restart',
    installing: (version: string): string => `Version ${version} is being installed. Hearth restarts.`,
  },

  proof: {
    testing: (version: string): string => `Version ${version} is being tested.`,
    passed: (version: string, earlier: string): string =>
      `Version ${version} passed its self-test. Version ${earlier} is kept until you remove it.`,
    failed: (version: string): string => `Version ${version} did not pass its self-test.`,
    goBack: (earlier: string): string => `Go back to version ${earlier}`,
    remove: 'Remove the earlier version',
  },

  licences: {
    open: 'Licences',
    about: (parts: number): string =>
      `Hearth itself has the MIT licence. It includes these ${count(parts)} third-party parts, each with its own licence.`,
    list: 'Parts of Hearth',
    none: 'This build of Hearth has no list of its parts.',
    noText: 'Its authors published no licence text.',
  },
} as const);

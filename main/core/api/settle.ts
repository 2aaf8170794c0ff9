/** Settles a conversation before it becomes a prompt, and finds a message of it in what the client has sent. */
import type { ApiConversation, ApiMessage } from '../../shared/api/request.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { normalise, type Normalising } from '../../shared/api/normalise/normalise.ts';
import type { Caller } from './keys.ts';

export interface Settled<Conversation extends ApiConversation> {
  conversation: Conversation;
  /** What was changed, a phrase each. */
  told: string[];
  /** Where the client has a message of the settled conversation, for example `messages[3]`; `null` if that is not known. */
  fieldOf(index: number): string | null;
}

/** Chat templates take one system prompt, so that several must become one, whatever the user wants. */
const always: readonly Normalising[] = ['system-messages'];

/** The setting that allows each of the others. */
const settingOf = {
  billing: 'apiDropsBilling',
  dates: 'apiMovesDates',
  reminders: 'apiMovesReminders',
  'tool-order': 'apiSortsTools',
  'tool-schemas': 'apiSortsSchemas',
  'call-ids': 'apiNumbersCalls',
} as const satisfies Partial<Record<Normalising, keyof Settings>>;

type Switches = Pick<Settings, (typeof settingOf)[keyof typeof settingOf] | 'apiUntouched'>;

/** What the user lets Hearth settle in the prompts of this client. `client`: its User-Agent header. */
export const allowedFor = (settings: Switches, { keyName }: Caller, client: string): Set<Normalising> => {
  const name = client.toLowerCase();
  const isUntouched = settings.apiUntouched?.some((text) => {
    const wanted = text.trim().toLowerCase();
    return wanted !== '' && (wanted === keyName?.toLowerCase() || name.startsWith(wanted));
  });
  if (isUntouched === true) return new Set(always);
  const kinds = Object.keys(settingOf) as (keyof typeof settingOf)[];
  return new Set([...always, ...kinds.filter((kind) => settings[settingOf[kind]])]);
};

/** `allowed`: what is settled of that which programs change from request to request. */
export const settle = <Conversation extends ApiConversation>(
  given: Conversation,
  allowed: ReadonlySet<Normalising>,
): Settled<Conversation> => {
  const { conversation, told } = normalise(given, allowed);
  const places = placesOf(given.messages, conversation.messages);
  return {
    conversation,
    told,
    fieldOf: (index) => {
      const at = places[index] ?? null;
      return at === null ? null : `messages[${at}]`;
    },
  };
};

/** For each settled message its index among the given ones; `null` if it is of several. */
const placesOf = (given: readonly ApiMessage[], settled: readonly ApiMessage[]): (number | null)[] => {
  const others = given.flatMap(({ role }, index) => (role === 'system' ? [] : [index]));
  // Each of them is still a message of its own, though its text may be another one.
  const isAligned = settled.filter(({ role }) => role !== 'system').length === others.length;
  let nth = -1;
  return settled.map((message) => {
    if (message.role === 'system') return null;
    nth += 1;
    const same = given.indexOf(message);
    if (same >= 0) return same;
    return isAligned ? (others[nth] ?? null) : null;
  });
};

/** Uses everything that Hearth shows, as a user does who looks into every corner, and tells what went wrong. */
import type { Args, CallName, Reply } from '../../main/shared/contract/contract.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import type { Told } from '../../main/shared/words/told.ts';
import type { TestWindow } from '../fixtures/core/window.ts';

/** The code of the reply to a call whose handler threw what is no refusal. */
const failed = 'app.failed';

/** All calls that only look and need no argument. */
const looks = [
  'clock',
  'apiStatus',
  'apiKeys',
  'apiRequests',
  'apiClients',
  'apiModels',
  'greet',
  'snapshotUsage',
  'deletedChats',
  'documents',
  'documentStates',
  'downloads',
  'catalogue',
  'adviseCatalogue',
  'library',
  'imports',
  'ceilings',
  'benchmarkRuns',
  'bestInstalled',
  'machineMemory',
  'outgoingRequests',
  'presets',
  'savedPrompts',
  'importState',
] as const satisfies readonly CallName[];

/** The types of all values in the replies, by the place of each value. */
export type Shapes = Map<string, Set<string>>;

/**
 * Every call that failed inside; refusals with a sentence of their own are fine. The types of the replies are added to `shapes`; if it
 * is `known`, other types than those are faults, because the window relies on them.
 */
export const useEverything = async (
  window: TestWindow,
  shapes: Shapes,
  isKnown: boolean,
): Promise<string[]> => {
  const faults: string[] = [];
  const use = async <Name extends CallName>(name: Name, args: Args<Name>): Promise<Reply<Name> | null> => {
    try {
      const reply = await window.call(name, args);
      look(reply, name, shapes, isKnown ? faults : null);
      return reply;
    } catch (error) {
      const { told } = error as { told?: Told };
      if (told === undefined || told.code === failed || told.code === 'database.damaged')
        faults.push(`${name}: ${told?.code ?? String(error)}`);
      return null;
    }
  };
  for (const name of looks) await use(name, {});
  await use('statistics', { days: 3650 });
  await use('misdatedAnswers', { days: 3650 });
  await use('searchChats', { query: 'cache', cursor: null });
  await use('chatSetup', { chatId: null });
  await use('loadSettings', { path: '/starter.gguf' });
  const welcome = await use('greet', {});
  for (const { id: chatId } of welcome?.chats ?? []) {
    await use('chatTree', { chatId });
    await use('chatSetup', { chatId });
    await use('searchChat', { query: 'cache', chatId });
    const opened = await use('openChat', { chatId });
    for (const { id: messageId, role } of opened?.messages ?? []) {
      await use('selectVersion', { messageId });
      if (role === 'user') continue;
      await use('turnAnatomy', { messageId });
      await use('chatWork', { messageId });
      await use('answerCitations', { messageId });
    }
  }
  for (const { id: documentId } of (await use('documents', {})) ?? []) {
    await use('documentText', { documentId, at: 0, length: 100 });
    await use('documentBytes', { documentId, at: 0, length: 100 });
    await use('findPassages', { documentIds: [documentId], query: 'state', most: 3 });
    await use('documentCosts', { chatId: null, attached: [{ documentId, mode: 'whole' }] });
  }
  for (const { id } of (await use('deletedChats', {})) ?? []) {
    await use('restoreChats', { chatIds: [id] });
    await use('openChat', { chatId: id });
  }
  await use('saveDraft', { place: 'new', text: 'x' });
  await use('changeSettings', { temperature: 0.4 });
  await use('deleteChats', { chatIds: (welcome?.chats ?? []).slice(0, 1).map(({ id }) => id) });
  await use('createFolder', { name: 'Another' });
  await answersEverywhere(window, use, faults);
  return faults;
};

type Use = <Name extends CallName>(name: Name, args: Args<Name>) => Promise<Reply<Name> | null>;

/** Asks in a new chat and in the one that was used last. */
const answersEverywhere = async (window: TestWindow, use: Use, faults: string[]): Promise<void> => {
  const { chats = [] } = (await use('greet', {})) ?? {};
  for (const chatId of [null, ...chats.slice(0, 3).map(({ id }) => id)]) {
    const ended = window.next('turn.finished');
    if ((await use('startTurn', { chatId, parts: textParts('Still there?') })) === null) continue;
    const { message } = await ended;
    if (message.ending !== 'finished')
      faults.push(`an answer ended as ${message.ending}: ${JSON.stringify(message.problem)}`);
  }
};

/** Records the types in a reply, or compares them; times of day must be ones that a `Date` can have. */
const look = (value: unknown, path: string, shapes: Shapes, faults: string[] | null): void => {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  if (type === 'null' || type === 'undefined') return;
  if (path.endsWith('At') && type === 'number' && Number.isNaN(new Date(value as number).getTime()))
    faults?.push(`${path} is no time: ${value as number}`);
  const known = shapes.get(path);
  if (faults === null) shapes.set(path, (known ?? new Set()).add(type));
  else if (known !== undefined && !known.has(type))
    faults.push(`${path} is ${type}: ${JSON.stringify(value).slice(0, 60)}`);
  if (Array.isArray(value)) for (const inner of value) look(inner, `${path}[]`, shapes, faults);
  else if (type === 'object')
    for (const [key, inner] of Object.entries(value as object)) {
      // Facts of what is told, and records by the names of models, have keys of any kind.
      if (key !== 'facts') look(inner, `${path}.${key}`, shapes, faults);
    }
};

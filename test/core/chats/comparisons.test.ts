/** Several answers to one question: their order, their models, stopping, failing, and keeping one. */
import { expect, it } from 'vitest';
import type { AnswerPlan, Comparison } from '../../../main/shared/contract/comparisons.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { ask, type TestCore } from '../../fixtures/core/test-core.ts';
import { useTestCores } from '../../fixtures/core/use-test-cores.ts';

const { start } = useTestCores();

const own: AnswerPlan = { modelPath: null, presetId: null, settings: {} };
const by = (modelPath: string): AnswerPlan => ({ ...own, modelPath });

const compare = async (core: TestCore, answers: AnswerPlan[], chatId: string | null = null) =>
  core.window.call('startComparison', { chatId, parts: textParts('Which is better?'), answers });
const finished = (core: TestCore, count: number): Promise<unknown> => {
  let ended = 0;
  return core.window.next('turn.finished', () => ++ended === count);
};
const comparisonOf = async (core: TestCore, chatId: string): Promise<Comparison | null> =>
  (await core.window.call('openChat', { chatId })).comparison;
const turnsOf = (core: TestCore) =>
  core.engine.received.flatMap((message) =>
    message.kind === 'turn' ? [message.turn] : message.kind === 'turns' ? message.turns : [],
  );
const loads = (core: TestCore): string[] =>
  core.engine.received.flatMap((message) => (message.kind === 'load' ? [message.config.modelPath] : []));
const modelIs = (core: TestCore, name: string): Promise<unknown> =>
  core.window.next('engine.changed', ({ engine }) => engine.state === 'ready' && engine.modelName === name);

it('answers of one model are versions of one message, run in order, and survive a reload of the window', async () => {
  const core = start({ ending: 'held' });
  const { chatId, answerId } = await compare(core, [own, own, { ...own, settings: { temperature: 1.5 } }]);
  const reloaded = await core.connect().call('openChat', { chatId });
  const { answers, phases } = reloaded.comparison!;
  expect(answers.map(({ ending }) => ending)).toEqual([null, null, null]);
  expect(Object.keys(phases)).toEqual(answers.map(({ id }) => id));
  expect(answers.every(({ versions }) => versions.length === 3)).toBe(true);
  // The path ends with the first of them.
  expect(reloaded.messages.map(({ id }) => id).at(-1)).toBe(answerId);
  await expect(core.window.call('closeComparison', { chatId })).rejects.toThrow('still being generated');

  core.engine.script.ending = 'finished';
  await finished(core, 3);
  expect((await comparisonOf(core, chatId))!.answers.map(textOf)).toEqual(Array(3).fill('Hello there.'));
  expect((await comparisonOf(core, chatId))!.phases).toEqual({});
  // All have the same prompt, in which none of the others is.
  expect(turnsOf(core).map(({ turnId }) => turnId)).toEqual(answers.map(({ id }) => id));
  expect(turnsOf(core).map(({ messages }) => messages.length)).toEqual([1, 1, 1]);
  expect(turnsOf(core).map(({ sampling }) => sampling.temperature)).toEqual([null, null, 1.5]);
  // The one that is kept is processed while nobody waits.
  await core.window.call('selectVersion', { messageId: answers[2]!.id });
  const prepared = core.engine.received.findLast((message) => message.kind === 'prepare-chat');
  expect(prepared?.messages.at(-1)?.id).toBe(answers[2]!.id);
});

it('the one that is kept ends the comparison and is what the chat continues with', async () => {
  const core = start({ ending: 'held' });
  const { chatId } = await compare(core, [own, own]);
  await core.window.call('queueMessage', { chatId, parts: textParts('And then?') });
  core.engine.script.ending = 'finished';
  await finished(core, 2);
  const { answers } = (await comparisonOf(core, chatId))!;
  expect(turnsOf(core)).toHaveLength(2);

  const third = finished(core, 1);
  const told = core.window.next('comparison.changed', ({ comparison }) => comparison === null);
  await core.window.call('selectVersion', { messageId: answers[1]!.id });
  await Promise.all([told, third]);
  expect(await comparisonOf(core, chatId)).toBeNull();
  expect(turnsOf(core)[2]!.messages.map(({ id }) => id)[1]).toBe(answers[1]!.id);
});

it('a fixed seed becomes one seed after the other, and stopping ends all that run together', async () => {
  const core = start({ ending: 'hang' });
  const seeded: AnswerPlan = { ...own, settings: { seed: 7 } };
  const { chatId, answerId } = await compare(core, [seeded, seeded, seeded]);
  await core.window.next('turn.wrote', ({ messageId }) => messageId === answerId);
  expect(turnsOf(core).map(({ sampling }) => sampling.seed)).toEqual([7, 8, 9]);
  const all = finished(core, 3);
  await core.window.call('stopTurn', { chatId });
  await all;
  const { answers } = (await comparisonOf(core, chatId))!;
  expect(answers.map(({ ending }) => ending)).toEqual(Array(3).fill('stopped'));
  // The engine is free again.
  core.engine.script.ending = 'finished';
  expect((await ask(core, null, 'Hi')).ending).toBe('finished');
});

it('other models answer in turn, and the first one is loaded again', async () => {
  const core = start();
  await ask(core, null, 'Hi');
  const all = finished(core, 4);
  const { chatId } = await compare(core, [by('/models/a.gguf'), own, by('/models/b.gguf')]);
  const planned = (await comparisonOf(core, chatId))!.answers.map(({ modelName }) => modelName);
  expect(planned[2]).toBe('b');
  // A message in another chat waits until the first model is loaded again.
  const other = await core.window.call('startTurn', { chatId: null, parts: textParts('Something else') });
  await all;
  expect(loads(core)).toEqual([
    '/starter.gguf',
    '/models/a.gguf',
    '/starter.gguf',
    '/models/b.gguf',
    '/starter.gguf',
  ]);
  const { answers } = (await comparisonOf(core, chatId))!;
  expect(answers.map(({ ending, modelName }) => [ending, modelName])).toEqual([
    ['finished', 'Model /models/a.gguf'],
    ['finished', 'Model /starter.gguf'],
    ['finished', 'Model /models/b.gguf'],
  ]);
  const [, unrelated] = (await core.window.call('openChat', { chatId: other.chatId })).messages;
  expect(unrelated!.modelName).toBe('Model /starter.gguf');
});

it('a model that cannot be loaded says so in its answer, and the others answer', async () => {
  const core = start({ isThere: (path) => !path.includes('gone') });
  await ask(core, null, 'Hi');
  const { chatId } = await compare(core, [by('/models/gone.gguf'), by('/models/missing.gguf'), own]);
  await finished(core, 3);
  const { answers } = (await comparisonOf(core, chatId))!;
  expect(answers.map(({ ending }) => ending)).toEqual(['failed', 'failed', 'finished']);
  for (const { problem, modelId, modelName } of answers.slice(0, 2)) {
    expect(sentenceOf(problem!)).toContain('gguf');
    expect(modelId).toBeNull();
    expect(modelName).toMatch(/gone|missing/);
  }
});

it('stopping ends the answer that runs and those that wait, and loads the first model again', async () => {
  const core = start();
  await ask(core, null, 'Hi');
  core.engine.script.ending = 'hang';
  const { chatId, answerId } = await compare(core, [by('/models/a.gguf'), by('/models/b.gguf'), own]);
  await core.window.next('turn.wrote', ({ messageId }) => messageId === answerId);
  const all = finished(core, 3);
  const back = modelIs(core, 'Model /starter.gguf');
  await core.window.call('stopTurn', { chatId });
  await Promise.all([all, back]);
  expect((await comparisonOf(core, chatId))!.answers.map(({ ending }) => ending)).toEqual(
    Array(3).fill('stopped'),
  );
  expect(loads(core)).toEqual(['/starter.gguf', '/models/a.gguf', '/starter.gguf']);
});

it('presets answer in place of the chat’s, and their names are shown', async () => {
  const core = start();
  const { chatId } = await ask(core, null, 'Hi');
  await core.window.call('changeChatSettings', { chatId, settings: { temperature: 0.4 } });
  const preset = await core.window.call('createPreset', { chatId, name: 'Careful' });
  await core.window.call('changeChatSettings', { chatId, settings: {} });
  await core.window.call('choosePreset', { chatId, presetId: null });
  const all = finished(core, 2);
  await compare(core, [own, { ...own, presetId: preset.id }], chatId);
  await all;
  expect(turnsOf(core).map(({ sampling }) => sampling.temperature)).toEqual([null, null, 0.4]);
  const { answers, presets } = (await comparisonOf(core, chatId))!;
  expect(answers.map(({ id }) => presets[id])).toEqual([undefined, 'Careful']);
});

it('all begin as the user says, also those that are added later, unless the user says otherwise', async () => {
  const core = start({ pieces: [' is.'] });
  const first = finished(core, 2);
  const { chatId, answerId } = await core.window.call('startComparison', {
    chatId: null,
    parts: textParts('Which is better?'),
    answers: [own, own],
    beginning: 'The first',
  });
  await first;
  for (const beginning of [undefined, null, 'It']) {
    const further = finished(core, 1);
    await core.window.call('compareAnswers', { messageId: answerId, answers: [own], beginning });
    await further;
  }
  const { answers } = (await comparisonOf(core, chatId))!;
  expect(answers.map(textOf)).toEqual(['The first is.', 'The first is.', 'The first is.', ' is.', 'It is.']);
});

it('further answers join the last one, and only the last one', async () => {
  const core = start();
  const first = await ask(core, null, 'Hi');
  await expect(core.window.call('openComparison', { messageId: first.id })).rejects.toThrow(
    'no other version',
  );
  await core.window.call('compareAnswers', { messageId: first.id, answers: [own] });
  await finished(core, 1);
  const { chatId } = first;
  expect((await comparisonOf(core, chatId))!.answers.map(({ id }) => id)[0]).toBe(first.id);
  await core.window.call('closeComparison', { chatId });
  expect(await comparisonOf(core, chatId)).toBeNull();
  await core.window.call('openComparison', { messageId: first.id });
  expect((await comparisonOf(core, chatId))!.answers).toHaveLength(2);
  await ask(core, chatId, 'Next');
  expect(await comparisonOf(core, chatId)).toBeNull();
  await expect(core.window.call('openComparison', { messageId: first.id })).rejects.toThrow('last message');
  await expect(core.window.call('compareAnswers', { messageId: first.id, answers: [own] })).rejects.toThrow(
    'last message',
  );
});

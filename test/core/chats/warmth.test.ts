/** Tests the estimates of how soon chats can answer, on a machine that is too slow for them. */
import { expect, it } from 'vitest';
import { openDatabase } from '../../../main/core/database/database.ts';
import { Store } from '../../../main/core/chats/store.ts';
import { Warmth } from '../../../main/core/chats/warmth.ts';
import { storeChats } from '../../fixtures/chats/stored-chats.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

it('tells of at least one more chat in each call, however slow the machine is', () => {
  const data = temporaryFolder();
  // Each chat ends with a question, whose length is part of the estimate.
  storeChats(data.path, 3, 3);
  const store = new Store(openDatabase(data.path));
  const slowly = <Result>(result: Result): Result => {
    const end = performance.now() + 25;
    while (performance.now() < end);
    return result;
  };
  const estimates = store.estimates.bind(store);
  store.estimates = (ids) => slowly(estimates(ids));
  const warmth = new Warmth(store, () => slowly(0));
  const counts = [1, 2, 3, 4].map(() => warmth.of(store.chats()).length);
  store.close();
  data.remove();
  expect(counts).toEqual([1, 2, 3, 3]);
});

/** What the window knows of models after each piece of news. */
import { expect, test } from 'vitest';
import type { Library } from '../../../main/shared/contract/library.ts';
import { modelFileName } from '../../../renderer/state/model-names.ts';
import {
  libraryTold,
  loadRefused,
  searchCleared,
  searchFailed,
  searchFound,
  searchSent,
} from '../../../renderer/state/model-transitions.ts';
import { happened } from '../../../renderer/state/transitions.ts';
import { initialState } from '../../../renderer/state/window-state.ts';
import { downloads, requests } from '../../fixtures/states/sample-downloads.ts';
import { hubModels } from '../../fixtures/states/sample-hub.ts';
import { library, loadedPath } from '../../fixtures/states/sample-library.ts';

const changed = (next: Library) => ({ name: 'library.changed', data: { library: next } }) as const;

test('events say nothing to a window that never asked', () => {
  expect(happened(initialState, changed(library))).toBe(initialState);
  const [download] = downloads;
  expect(happened(initialState, { name: 'download.changed', data: { download: download! } })).toBe(
    initialState,
  );
  expect(happened(initialState, { name: 'download.gone', data: { id: 'd1' } })).toBe(initialState);
  expect(happened(initialState, { name: 'request.changed', data: { request: requests[0]! } })).toBe(
    initialState,
  );
});

test('a model that did not change stays the same object', () => {
  const before = libraryTold(initialState, library);
  const copy = structuredClone(library);
  copy.models[1]!.lastUsedAt = 5;
  const after = happened(before, changed(copy));
  expect(after.library!.models[0]).toBe(before.library!.models[0]);
  expect(after.library!.models[1]).not.toBe(before.library!.models[1]);
});

test('the open model closes when it is gone, but not while a scan has yet to find it', () => {
  const before = { ...libraryTold(initialState, library), shownModel: loadedPath };
  const without = { ...library, models: library.models.filter(({ path }) => path !== loadedPath) };
  expect(happened(before, changed({ ...without, isScanning: true })).shownModel).toBe(loadedPath);
  expect(happened(before, changed(without)).shownModel).toBeNull();
});

test('a download is changed in its place, a new one comes first, and one that is gone is removed', () => {
  const before = { ...initialState, downloads };
  const download = { ...downloads[2]!, doneBytes: 1 };
  const moved = happened(before, { name: 'download.changed', data: { download } });
  expect(moved.downloads![2]).toBe(download);
  expect(moved.downloads![0]).toBe(downloads[0]);
  const added = happened(before, {
    name: 'download.changed',
    data: { download: { ...download, id: 'new' } },
  });
  expect(added.downloads!.map(({ id }) => id)).toEqual(['new', ...downloads.map(({ id }) => id)]);
  const gone = happened(before, { name: 'download.gone', data: { id: 'd3' } });
  expect(gone.downloads!.map(({ id }) => id)).not.toContain('d3');
});

test('what has arrived is said, but not to who watches it arrive', () => {
  const download = { ...downloads[0]!, state: 'done' as const };
  const event = { name: 'download.changed', data: { download } } as const;
  const arrived = happened({ ...initialState, downloads }, event);
  const told = { name: modelFileName(download.file), path: download.target };
  expect(arrived.arrived).toEqual(told);
  expect(happened(arrived, { name: 'download.gone', data: { id: download.id } }).arrived).toBeNull();
  expect(happened(arrived, event).arrived).toEqual(told);
  const watched = { ...initialState, downloads, page: 'models', tabs: { models: 'downloads' } };
  expect(happened(watched, event).arrived).toBeNull();
  // One that was done before the window asked is no news.
  const known = { ...initialState, downloads: [download] };
  expect(happened(known, event).arrived).toBeNull();
});

test('a refused load opens the facts of its model in the library, and nowhere else', () => {
  const elsewhere = loadRefused({ ...initialState, page: 'chat' }, loadedPath, 'Too large.');
  expect(elsewhere).toMatchObject({ load: { path: loadedPath, problem: 'Too large.' }, shownModel: null });
  expect(loadRefused({ ...initialState, page: 'models' }, loadedPath, 'Too large.').shownModel).toBe(
    loadedPath,
  );
});

test('a request is known by its id until its answer is there', () => {
  const before = { ...initialState, requests };
  const answered = { ...requests[0]!, status: 200, ms: 5 };
  expect(happened(before, { name: 'request.changed', data: { request: answered } }).requests![0]).toBe(
    answered,
  );
  const next = happened(before, { name: 'request.changed', data: { request: { ...answered, id: 'r9' } } });
  expect(next.requests).toHaveLength(requests.length + 1);
  expect(next.requests![0]!.id).toBe('r9');
});

test('only the reply to what was asked last is shown', () => {
  const first = searchSent(initialState, 'qwen', 'downloads', false);
  expect(first.search).toMatchObject({ asked: 'qwen', isBusy: true, found: null });
  const second = searchSent(first, 'llama', 'downloads', false);
  const found = { models: hubModels.slice(0, 2), next: '2' };
  expect(searchFound(second, 'qwen', 'downloads', found)).toBe(second);
  expect(searchFailed(second, 'qwen', 'downloads', 'No.')).toBe(second);
  const there = searchFound(second, 'llama', 'downloads', found);
  expect(there.search).toMatchObject({ isBusy: false, found });
  // The same words in another order are another search.
  const sorted = searchSent(there, 'llama', 'likes', false);
  expect(searchFound(sorted, 'llama', 'downloads', found)).toBe(sorted);
});

test('more of a search comes behind what is there, once each', () => {
  const sent = searchSent(initialState, 'qwen', 'downloads', false);
  const there = searchFound(sent, 'qwen', 'downloads', { models: hubModels.slice(0, 3), next: '3' });
  const asked = searchSent(there, 'qwen', 'downloads', true);
  expect(asked.search.found).toBe(there.search.found);
  const more = searchFound(asked, 'qwen', 'downloads', { models: hubModels.slice(2, 5), next: null });
  expect(more.search.found).toEqual({ models: hubModels.slice(0, 5), next: null });
  const failed = searchFailed(asked, 'qwen', 'downloads', 'The hub cannot be reached.');
  expect(failed.search).toMatchObject({ problem: 'The hub cannot be reached.', isBusy: false });
  expect(failed.search.found).toBe(there.search.found);
  expect(searchCleared(failed).search).toEqual(initialState.search);
});

/** The names under which commands list models, and what finds one. */
import { expect, it } from 'vitest';
import { findModel, namesOf } from '../../main/cli/session/models.ts';
import type { LibraryModel } from '../../main/shared/contract/library.ts';

const model = (name: string, path = `/models/${name}`): LibraryModel => ({ name, path }) as LibraryModel;

it('models have the names under which programs ask for them, and others those of their files', () => {
  const models = [model('Qwen3 8B'), model('A', '/a/mmproj.gguf'), model('B', '/b/mmproj.gguf')];
  const known = [{ path: '/models/Qwen3 8B', name: 'qwen3-8b' }];
  expect(namesOf(models, known).map(({ name }) => name)).toEqual(['qwen3-8b', 'mmproj', 'mmproj-2']);
});

it('a model is found by its name, by its beginning and by its path', () => {
  const models = namesOf(
    [model('1'), model('2'), model('3', '/phi.gguf')],
    [
      { path: '/models/1', name: 'qwen3-8b' },
      { path: '/models/2', name: 'Qwen3-8b-base' },
    ],
  );
  const found = (given: string): string => findModel(models, given).model.name;
  expect(found('qwen3-8b')).toBe('1');
  expect(found('QWEN3-8B-b')).toBe('2');
  expect(found('p')).toBe('3');
  expect(found('/phi.gguf')).toBe('3');
  expect(() => found('qwen')).toThrow('“qwen” could be qwen3-8b, Qwen3-8b-base.');
  expect(() => found('x')).toThrow('No model is called “x”. Run hearth ls for a list');
});

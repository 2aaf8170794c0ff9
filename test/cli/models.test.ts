/** The names under which commands list models, and what finds one. */
import { expect, it } from 'vitest';
import { findModel, namesOf } from '../../main/cli/models.ts';
import type { LibraryModel } from '../../main/shared/contract/library.ts';

const model = (name: string, quantization: string | null = null, path = `/models/${name}`): LibraryModel =>
  ({ name, quantization, path }) as LibraryModel;

it('every model has a plain name of its own', () => {
  const names = namesOf([
    model('Llama 3.2 3B Instruct', 'Q4_K_M'),
    model('Llama 3.2 3B Instruct', 'Q8_0'),
    model('Llama 3.2 3B Instruct', 'Q8_0'),
    model('Hearth guide', 'Q8_0'),
    model('Größe & Co'),
    model('通义'),
  ]).map(({ name }) => name);
  expect(names).toEqual([
    'llama-3.2-3b-instruct:q4_k_m',
    'llama-3.2-3b-instruct:q8_0',
    'llama-3.2-3b-instruct:q8_0-2',
    'hearth-guide',
    expect.stringMatching(/^[\w.-]+$/),
    'model',
  ]);
});

it('a model is found by its name, by its beginning and by its path', () => {
  const models = namesOf([model('Qwen3 8B'), model('Qwen3 8B Base'), model('Phi 4', null, '/phi.gguf')]);
  const found = (given: string): string => findModel(models, given).model.name;
  expect(found('qwen3-8b')).toBe('Qwen3 8B');
  expect(found('QWEN3-8B-b')).toBe('Qwen3 8B Base');
  expect(found('p')).toBe('Phi 4');
  expect(found('/phi.gguf')).toBe('Phi 4');
  expect(() => found('qwen')).toThrow('“qwen” could be qwen3-8b, qwen3-8b-base.');
  expect(() => found('x')).toThrow('No model is called “x”. Run hearth ls for a list');
});

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { calls } from '../../../main/shared/contract/contract.ts';

const folder = new URL('../../../main/shared/contract/', import.meta.url);

test('the contract has each call of its parts once', async () => {
  const names: string[] = [];
  for (const file of readdirSync(folder)) {
    const exported = (await import(new URL(file, folder).href)) as Record<string, object>;
    for (const [name, value] of Object.entries(exported))
      if (name.endsWith('Calls')) names.push(...Object.keys(value));
  }
  expect(names.toSorted()).toEqual(Object.keys(calls).toSorted());
});

/** Whether the machine runs on battery, by the files in which Linux says so. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isOnBattery, knowsPower } from '../../main/system/power.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';

const battery = (status: string) => ({ type: 'Battery', scope: 'System', status });
const mouse = { type: 'Battery', scope: 'Device', status: 'Discharging' };
const plug = (online: 0 | 1) => ({ type: 'Mains', online: String(online) });

it.each([
  ['a laptop that is unplugged', [battery('Discharging'), plug(0)], true],
  ['a laptop whose battery says nothing, unplugged', [battery('Unknown'), plug(0)], true],
  ['a laptop that is plugged in and full', [battery('Not charging'), plug(1)], false],
  ['a laptop that charges by USB', [battery('Charging'), plug(0), { type: 'USB', online: '1' }], false],
  ['a desktop with a wireless mouse', [mouse], false],
  ['a plugged laptop with a wireless mouse', [mouse, battery('Full'), plug(1)], false],
  ['a desktop without any', [], false],
])('%s', (_, supplies: readonly Record<string, string>[], expected) => {
  const folder = temporaryFolder();
  for (const [nth, supply] of supplies.entries()) {
    mkdirSync(join(folder.path, String(nth)));
    for (const [file, text] of Object.entries(supply))
      writeFileSync(join(folder.path, String(nth), file), `${text}\n`);
  }
  expect([isOnBattery(folder.path), knowsPower(folder.path)]).toEqual([expected, true]);
  folder.remove();
});

it('is not known where the system has no such files', () => {
  expect([isOnBattery('/nowhere/at-all'), knowsPower('/nowhere/at-all')]).toEqual([false, false]);
});

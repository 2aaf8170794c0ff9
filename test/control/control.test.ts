/** The control socket: who reaches it, and what is left of it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectControl } from '../../main/control/connect-control.ts';
import { openControl, type Control } from '../../main/control/open-control.ts';
import { createClient } from '../../main/shared/rpc/client.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { silentLog } from '../fixtures/electron/apps.ts';
import { eventually } from '../fixtures/host/host-process.ts';

const folder = temporaryFolder();
let core: TestCore;
let control: Control | null = null;
beforeEach(() => {
  core = startTestCore();
});
afterEach(async () => {
  await control?.close();
  await core.close();
  folder.remove();
});

const open = async (dataFolder = core.folder): Promise<void> => {
  const {
    connect,
    download,
    api: { answer },
  } = core.core;
  control = await openControl({ dataFolder, version: '1', connect, download, answer, log: silentLog });
};
const recordIn = (dataFolder = core.folder): { path: string; token: string } =>
  JSON.parse(readFileSync(join(dataFolder, 'control.json'), 'utf8')) as never;

describe.skipIf(process.platform === 'win32')('the socket', () => {
  it('serves the contract to the user alone, and is gone at the end', async () => {
    await open();
    const { path } = recordIn();
    for (const file of [path, join(core.folder, 'control.json')]) expect(statSync(file).mode & 0o077).toBe(0);
    const connection = await connectControl(core.folder);
    const client = createClient(connection!.port, () => undefined);
    expect((await client.call('greet', {})).app.version).toBe('0.0.0');
    let isAlone = false;
    const alone = control!.whenAlone().then(() => (isAlone = true));
    await client.call('clock', {});
    expect(isAlone).toBe(false);
    connection!.port.close();
    await alone;
    await control!.close();
    control = null;
    expect(readdirSync(core.folder).filter((name) => name.startsWith('control'))).toEqual([]);
    expect(await connectControl(core.folder)).toBeNull();
  });

  it('answers nobody without its token', async () => {
    await open();
    const { path, token } = recordIn();
    const ask = (headers: Record<string, string>) =>
      new Promise<number>((resolve) => {
        const sent = request({ socketPath: path, path: '/port', headers }, ({ statusCode }) =>
          resolve(statusCode!),
        );
        sent.on('upgrade', (response, socket) => {
          socket.destroy();
          resolve(response.statusCode!);
        });
        sent.on('error', () => resolve(0));
        sent.end();
      });
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    expect(await ask(upgrade)).toBe(403);
    expect(await ask({ ...upgrade, Authorization: `Bearer ${token.slice(1)}` })).toBe(403);
    expect(await ask({ ...upgrade, Authorization: `Bearer ${token}` })).toBe(101);
    expect(await ask({})).toBe(403);
    expect(await ask({ Authorization: `Bearer ${token}` })).toBe(404);
  });

  it('takes the place of what a killed Hearth left', async () => {
    writeFileSync(join(core.folder, 'control.json'), '{"path": 1}');
    writeFileSync(join(core.folder, 'control.sock'), '');
    expect(await connectControl(core.folder)).toBeNull();
    await open();
    const connection = await connectControl(core.folder);
    expect(connection).not.toBeNull();
    connection!.port.close();
  });

  it('is among the temporary files if the path of the data folder is too long for a socket', async () => {
    const long = join(folder.path, 'x'.repeat(120));
    mkdirSync(long, { recursive: true });
    await open(long);
    const { path } = recordIn(long);
    expect(path.startsWith(long)).toBe(false);
    const connection = await connectControl(long);
    connection!.port.close();
    await control!.close();
    control = null;
    await eventually(() => !existsSync(path));
  });
});

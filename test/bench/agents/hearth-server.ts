/** `hearth serve` in a process of its own, for benchmarks. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { connectControl } from '../../../main/control/connect-control.ts';
import type { Backend } from '../../../main/shared/contract/engine.ts';
import { createClient } from '../../../main/shared/rpc/client.ts';
import { packageRoot } from '../../../main/system/paths.ts';

export interface HearthServer {
  url: string;
  key: string;
  pid: number;
  end(): Promise<void>;
}

const key = 'the-key-of-a-benchmark';
const lookEveryMs = 100;

/** Starts it and waits for the model. The first start on a folder sets how the model is loaded. */
export const startHearthServer = async (
  dataFolder: string,
  modelPath: string,
  contextLength: number,
  backend: Backend = 'cpu',
): Promise<HearthServer> => {
  const program = join(packageRoot, 'main', 'launch', 'hearth.mjs');
  const args = ['serve', '--port', '0', '--data', dataFolder, '--grace', '1'];
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, HEARTH_API_KEY: key, HEARTH_NO_BUILD: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A benchmark that fails leaves no server behind.
  process.once('exit', () => child.kill());
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      const found = /http:\/\/[^;\s]+/.exec(output);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`hearth serve ended with ${code}: ${output}`)));
  });
  const connection = await connectControl(dataFolder);
  if (connection === null) throw new Error('hearth serve has no control socket');
  const client = createClient(connection.port, () => undefined);
  await client.call('changeSettings', { backend, contextLength });
  const { engine } = await client.call('greet', {});
  if (engine.model?.path !== modelPath)
    await client.call('openModel', { path: modelPath, whileAnswering: 'stop' });
  for (;;) {
    const now = (await client.call('greet', {})).engine;
    if (now.state === 'ready' && now.model?.path === modelPath) break;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  connection.port.close();
  return {
    url,
    key,
    pid: child.pid!,
    end: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
};

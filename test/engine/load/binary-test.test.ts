/**
 * Checks that the engine starts llama.cpp in its own process, without the second one in which node-llama-cpp tests the binary.
 */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../main/system/paths.ts';

/** Runs in a process that cannot fork, and prints the results with and without the binary test. */
const script = `
  import childProcess from 'node:child_process';
  import { syncBuiltinESMExports } from 'node:module';
  import { withoutBinaryTest } from './out/main/engine/load/binary-test.js';
  import { getLlama } from 'node-llama-cpp';
  const refuse = (file) => { throw new Error('forked ' + file.split('/').at(-1)); };
  childProcess.fork = refuse;
  syncBuiltinESMExports();
  const start = async () => {
    const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'disabled' });
    const { buildType, gpu } = llama;
    await llama.dispose();
    return { buildType, gpu };
  };
  const whyNot = (error) => String(error.message);
  const passed = await withoutBinaryTest(start);
  const others = await withoutBinaryTest(async () => childProcess.fork('/elsewhere/other.js')).catch(whyNot);
  const tested = await start().catch(() => 'not started');
  console.log(JSON.stringify({ passed, others, isBack: childProcess.fork === refuse, tested }));
  process.exit(0);
`;

it.runIf(process.platform === 'linux')('llama.cpp is started without a process that tests its binary', () => {
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(JSON.parse(printed)).toEqual({
    passed: { buildType: 'prebuilt', gpu: false },
    others: 'forked other.js',
    isBack: true,
    tested: 'not started',
  });
});

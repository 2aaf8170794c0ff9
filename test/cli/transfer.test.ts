/** `hearth import` and `hearth export`, with a core of their own and with a Hearth that runs. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hearth } from '../fixtures/cli/run.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { launcher } from '../fixtures/host/host-process.ts';
import { importFixture } from '../fixtures/imports/read.ts';

const folder = temporaryFolder();
const data = join(folder.path, 'data');
afterAll(folder.remove);

describe('hearth import', () => {
  it('sums up what came and what did not, and adds nothing when it is run again', async () => {
    const files = [importFixture('chatgpt-faults.json'), importFixture('llama-cpp.jsonl')];
    const { code, out, errors } = await hearth(['import', ...files, '--data', data]);
    expect({ code, errors, said: out.split('\n') }).toEqual({
      code: 1,
      errors: '',
      said: [
        'Imported 4 chats, about 25 tokens (12 messages).',
        'Left out:',
        '  1 chat: The chat has no messages. (“No nodes”)',
        '  1 chat: The chat has no id, so it could not be recognised when it is imported again. (“No id”)',
        'Incomplete:',
        expect.stringMatching(/^ {2}2 messages: Its date is not plausible/),
        '  1 message: Content of an unknown kind was left out. (“In a circle”)',
        '  1 message: The message before it is missing, so it begins a version of its own. (“In a circle”)',
        expect.stringMatching(/^ {2}2 messages: Messages followed each other in a circle/),
        '  1 message: Images and other attachments were left out. (“Ducks”)',
        '',
      ],
    });
    expect(await hearth(['import', importFixture('llama-cpp.jsonl'), '--data', data])).toEqual({
      code: 0,
      out: 'Nothing new was imported. 2 chats were here already.\n',
      errors: '',
    });
  });

  it('ends by itself when it is started as a program', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [launcher, 'import', importFixture('jan'), '--data', data],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout:
        'Imported 1 chat, about 13 tokens (3 messages).\nIncomplete:\n  1 message: Images and other attachments were left out. (“Rivers”)\n',
      stderr: '',
    });
  });

  it('says what it cannot use', async () => {
    const note = join(folder.path, 'note.txt');
    writeFileSync(note, 'Dear diary');
    const { code, out } = await hearth(['import', note, '--data', data]);
    expect(code).toBe(1);
    expect(out).toContain('no chats in a format that Hearth knows');
    expect(await hearth(['import', '--data', data])).toMatchObject({
      code: 2,
      errors: 'Usage: hearth import FILE… [OPTIONS]\n',
    });
    const broken = join(folder.path, 'broken.gguf');
    writeFileSync(broken, 'no model');
    expect(await hearth(['import', broken, '--data', data])).toMatchObject({ code: 1, out: '' });
  });
});

describe('hearth export', () => {
  it('writes all chats to stdout, which can be imported again', async () => {
    const { code, out, errors } = await hearth(['export', '--data', data]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const path = join(folder.path, 'all.jsonl');
    writeFileSync(path, out);
    expect((await hearth(['import', path, '--data', data])).out).toMatch(/^Nothing new was imported\./);
  });

  it('writes one chat to a file that only the user can read', async () => {
    const path = join(folder.path, 'ducks.md');
    const ran = await hearth(['export', 'Ducks', '--format', 'markdown', '-o', path, '--data', data]);
    expect(ran).toEqual({ code: 0, out: '', errors: `Exported to ${path}.\n` });
    expect(readFileSync(path, 'utf8')).toMatch(/^# Ducks/);
    // Windows has no such rights.
    const rights = process.platform === 'win32' ? 0o600 : statSync(path).mode & 0o777;
    expect(rights).toBe(0o600);
    expect(await hearth(['export', 'Swans', '--data', data])).toEqual({
      code: 1,
      out: '',
      errors: 'No chat is called “Swans”.\n',
    });
    const nowhere = join(folder.path, 'none', 'x.md');
    expect(await hearth(['export', 'Ducks', '-o', nowhere, '--data', data])).toEqual({
      code: 1,
      out: '',
      errors: `${nowhere} was not written (ENOENT).\n`,
    });
    expect(existsSync(nowhere)).toBe(false);
  });
});

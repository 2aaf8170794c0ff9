/** Service files for systemd and launchd. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { serviceFiles } from '../../main/cli/session/service-file.ts';
import { hearth } from '../fixtures/cli/run.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';

const wish = {
  program: ['/usr/bin/node', '/opt/My Hearth/$x 100%.mjs', 'serve', '--data', '/home/a/b"<&>'],
  description: 'Hearth',
  home: '/home/a',
  logs: '/home/a/logs',
};

it('a unit of systemd runs exactly this program', () => {
  const { path, text } = serviceFiles.systemd(wish);
  expect(path).toBe('/home/a/.config/systemd/user/hearth.service');
  expect(text).toContain(
    'ExecStart=/usr/bin/node "/opt/My Hearth/$$x 100%%.mjs" serve --data "/home/a/b\\"<&>"\n',
  );
  expect(text).toContain('ExecReload=/bin/kill -HUP $MAINPID\n');
});

it('a job of launchd runs exactly this program', () => {
  const { path, text } = serviceFiles.launchd(wish);
  expect(path).toBe('/home/a/Library/LaunchAgents/local.hearth.serve.plist');
  const words = [...text.split('</array>')[0]!.matchAll(/^ {4}<string>(.*)<\/string>$/gm)].map(
    ([, word]) => word,
  );
  expect(words).toEqual([...wish.program.slice(0, 4), '/home/a/b"&lt;&amp;&gt;']);
});

it('the file is printed, or written where no other one is', async () => {
  const folder = temporaryFolder();
  const home = process.env['HOME'];
  process.env['HOME'] = folder.path;
  try {
    const args = ['service', '--kind', 'systemd', '--data', '/d', '--port', '1234'];
    const printed = await hearth(args);
    expect(printed.out).toContain('ExecStart=/usr/bin/node /opt/hearth.mjs serve --data /d --port 1234\n');
    const { path } = serviceFiles.systemd({ ...wish, home: folder.path });
    for (const _ of [1, 2]) {
      const { code, out } = await hearth([...args, '--install']);
      expect(code).toBe(0);
      expect(out).toContain('systemctl --user enable --now hearth.service');
      expect(readFileSync(path, 'utf8')).toBe(printed.out);
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'mine');
    expect(await hearth([...args, '--install'])).toMatchObject({ code: 1, out: '' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  } finally {
    process.env['HOME'] = home;
    folder.remove();
  }
});

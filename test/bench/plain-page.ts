/** The page of the plain approach (test/fixtures/plain), built and served for `npm run bench -- window`. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { contentTypes } from '../../main/shell/page-files.ts';
import { packageRoot } from '../../main/system/paths.ts';

/** Builds the page into `folder` and serves it on loopback. */
export const servePlainPage = async (folder: string): Promise<{ url: string; close: () => void }> => {
  const vite = join(packageRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join('test', 'fixtures', 'plain', 'vite.config.ts');
  execFileSync(
    process.execPath,
    [vite, 'build', '--config', config, '--outDir', folder, '--logLevel', 'warn'],
    {
      cwd: packageRoot,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    readFile(join(folder, pathname === '/' ? 'index.html' : pathname)).then(
      (body) => {
        response.writeHead(200, {
          'Content-Type': contentTypes[extname(pathname) || '.html'] ?? 'application/octet-stream',
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => void server.close(),
  };
};

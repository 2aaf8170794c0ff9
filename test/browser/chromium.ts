/**
 * A real Chromium for tests and benchmarks, from a package of the registry, so that one command covers a bare machine.
 * Elsewhere than on Linux x64 an installed Chrome serves; `HEARTH_CHROMIUM` names any other.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Unpacks the package's Chromium into the temporary folder that it is given. */
const unpack = `
  const { default: chromium } = await import('@sparticuz/chromium');
  await chromium.executablePath();
`;

interface Found {
  executablePath: string;
  env: Record<string, string>;
}

const environment = (extra: Record<string, string> = {}): Record<string, string> => ({
  ...(Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >),
  ...extra,
});

/** Unpacked once a version: the package's own cache would go on with an older one. */
const folder = join(tmpdir(), 'hearth-chromium-147');

const unpacked = (): Found => {
  const executablePath = join(folder, 'chromium');
  if (!existsSync(executablePath)) {
    const fresh = mkdtempSync(`${folder}-`);
    // The second one makes the package unpack the libraries that a bare machine lacks.
    const env = environment({ TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' });
    execFileSync(process.execPath, ['--input-type=module', '-e', unpack], { env, stdio: 'ignore' });
    // A part of one is left where the system cleans up what is old.
    if (!existsSync(executablePath)) rmSync(folder, { recursive: true, force: true });
    try {
      renameSync(fresh, folder);
    } catch {
      // Another test was first.
      rmSync(fresh, { recursive: true });
    }
  }
  try {
    execFileSync(executablePath, ['--version'], { stdio: 'ignore' });
    return { executablePath, env: environment() };
  } catch {
    const libraries = join(folder, 'al2023', 'lib');
    return {
      executablePath,
      env: environment({ LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') }),
    };
  }
};

/** Where a Chromium is and what it needs; without a path there is only an installed Chrome to try. */
export const findChromium = (): Partial<Found> => {
  const named = process.env['HEARTH_CHROMIUM'];
  if (named !== undefined && existsSync(named)) return { executablePath: named };
  return process.platform === 'linux' && process.arch === 'x64' ? unpacked() : {};
};

export const chromiumArguments = [
  // As root, as in most containers, Chromium's own sandbox cannot start.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];

/** Throws where no Chromium can be had. */
export const launchChromium = async (): Promise<Browser> => {
  const found = findChromium();
  return chromium.launch({
    ...found,
    ...(found.executablePath === undefined ? { channel: 'chrome' } : {}),
    args: chromiumArguments,
  });
};

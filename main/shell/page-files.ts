/** Which file an address of the page means; both shells serve the same ones. */
import { extname, join } from 'node:path';
import { isPortableName } from '../system/portable-name.ts';

/** The content types of the page's files; what is not among them is not served. */
export const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.map': 'application/json',
};

export interface PageFile {
  path: string;
  type: string;
  /** The build names it by its content, so it never changes. */
  isAsset: boolean;
}

/**
 * The file of `root` that an encoded path means. `null` for every other path: what leaves the folder, has no type that is
 * served, or has a part that is no plain name on every system, such as Windows' `con.js`, which would read a device.
 */
export const pageFile = (root: string, pathname: string): PageFile | null => {
  let parts: string[];
  try {
    parts = decodeURIComponent(pathname === '/' ? '/index.html' : pathname)
      .slice(1)
      .split('/');
  } catch {
    return null;
  }
  const type = contentTypes[extname(parts.at(-1)!)];
  if (type === undefined || !parts.every(isPortableName)) return null;
  return { path: join(root, ...parts), type, isAsset: parts[0] === 'assets' };
};

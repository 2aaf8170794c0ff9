/** Maps addresses of the page to files; both shells serve the same ones. */
import { extname, join } from 'node:path';
import { isPortableName } from '../system/portable-name.ts';

/** The content types of the page's files; files with other extensions are not served. */
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
  /** The build names the file after its content, so it never changes. */
  isAsset: boolean;
  /** It belongs to the pages in frames, which have a policy of their own. */
  isFramed: boolean;
}

/**
 * The file in `root` for an encoded path. `null` for every other path: one that leaves the folder, has an extension that is not
 * served, or has a segment that is not a plain name on every system, such as Windows' `con.js`, which would read a device.
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
  return {
    path: join(root, ...parts),
    type,
    isAsset: parts[0] === 'assets',
    isFramed: parts[0] === 'frames',
  };
};

/** Tests the digest that follows the front of a partial file. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { followFront } from '../../../main/core/downloads/front-hash.ts';
import { openPartialFile } from '../../../main/core/downloads/partial-file.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

it('the digest covers the whole file, even if it is requested while replaced bytes are still being hashed', async () => {
  const folder = temporaryFolder();
  const bytes = Buffer.alloc(32 * 1024 ** 2, 'what is fetched ');
  const part = { path: 'a.gguf', bytes: bytes.length, sha256: null };
  const partial = await openPartialFile(join(folder.path, 'a.gguf'), part);
  const front = followFront(partial);
  const append = (from: number, to: number): Promise<void> =>
    partial.append(from, [Buffer.from(bytes.subarray(from, to))]);
  try {
    const wanted = createHash('sha256').update(bytes).digest('hex');
    await append(0, bytes.length);
    expect(await front.digest()).toBe(wanted);

    const first = partial.segments[0]!;
    await partial.empty(first);
    front.replaced(0);
    // The hashing thread is busy, so the first piece waits there while the rest arrives.
    const busy = front.hasher.range('sha512', 0, bytes.length);
    await append(0, 1000);
    front.poke();
    await append(1000, first.to);
    expect(await front.digest()).toBe(wanted);
    await busy;
  } finally {
    await front.close();
    await partial.close();
    folder.remove();
  }
});

/** What two machines can do at most: the GPU of the large model, and the processor of the guide. */
import type { Ceilings } from '../../main/contract/lens-types.ts';

const measuredAt = 1_789_900_000_000;

export const ceilings: Ceilings = {
  backend: 'cuda',
  device: 'NVIDIA GeForce RTX 4070',
  threads: 8,
  bandwidthBytesPerS: 452.3e9,
  flopsPerS: 48.6e12,
  bandwidthHow:
    'F16 weights of 1887\u2009MB, read once a token; best of 21 runs, half of them within 1\u2009%; Q8_0 reached 98\u2009%',
  flopsHow:
    '2,048 tokens at once through F16 weights of 755\u2009MB; best of 17 runs, half of them within 2\u2009%; Q8_0 reached 91\u2009%; Q4_0 reached 88\u2009%',
  measuredAt,
};

export const processorCeilings: Ceilings = {
  backend: 'cpu',
  device: 'AMD Ryzen 7 7840U',
  threads: 8,
  bandwidthBytesPerS: 61.8e9,
  flopsPerS: 874e9,
  bandwidthHow:
    'F16 weights of 472\u2009MB, read once a token; best of 14 runs, half of them within 4\u2009%; Q8_0 reached 97\u2009%',
  flopsHow:
    '512 tokens at once through Q4_0 weights of 53\u2009MB; best of 19 runs, half of them within 3\u2009%; Q8_0 reached 74\u2009%; F16 reached 38\u2009%',
  measuredAt,
};

/** A download in each state, and requests of each outcome. */
import type { Download, OutgoingRequest } from '../../main/contract/model-types.ts';

const now = 1_790_000_000_000;
const own = '/home/ada/.local/share/hearth/models';

const download = (
  id: string,
  repository: string,
  file: string,
  parts: Pick<Download, 'state' | 'bytes' | 'doneBytes'> & Partial<Download>,
): Download => ({
  id,
  repository,
  file,
  target: `${own}/${repository}/${file}`,
  problem: null,
  refetchedBytes: 0,
  bytesPerSecond: null,
  createdAt: now,
  ...parts,
});

export const downloads: Download[] = [
  download('d1', 'unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF', 'Qwen3-30B-A3B-Instruct-2507-Q4_K_M.gguf', {
    state: 'running',
    bytes: 18_556_686_912,
    doneBytes: 7_913_000_000,
    bytesPerSecond: 43_200_000,
  }),
  download('d2', 'bartowski/Llama-3.3-70B-Instruct-GGUF', 'Q6_K/Llama-3.3-70B-Q6_K-00001-of-00002.gguf', {
    state: 'queued',
    bytes: 57_888_150_528,
    doneBytes: 0,
  }),
  download('d3', 'Qwen/Qwen3-14B-GGUF', 'Qwen3-14B-Q4_K_M.gguf', {
    state: 'waiting',
    bytes: 9_001_752_960,
    doneBytes: 3_100_000_000,
    refetchedBytes: 18_000_000,
    problem: 'The connection was lost: Hearth goes on when it is back.',
  }),
  download('d4', 'google/gemma-3-12b-it-qat-q4_0-gguf', 'gemma-3-12b-it-q4_0.gguf', {
    state: 'failed',
    bytes: 8_074_096_544,
    doneBytes: 0,
    problem: 'The hub wants you to agree to the terms of this model first: open its page and do that there.',
  }),
  download('d5', 'Qwen/Qwen3-4B-GGUF', 'Qwen3-4B-Q8_0.gguf', {
    state: 'paused',
    bytes: 4_280_405_600,
    doneBytes: 2_140_000_000,
  }),
  download('d6', 'Qwen/Qwen3-1.7B-GGUF', 'Qwen3-1.7B-Q8_0.gguf', {
    state: 'checking',
    bytes: 1_834_426_016,
    doneBytes: 1_834_426_016,
  }),
  download('d7', 'bartowski/Llama-3.2-3B-Instruct-GGUF', 'Llama-3.2-3B-Instruct-Q6_K.gguf', {
    state: 'done',
    bytes: 2_643_853_856,
    doneBytes: 2_643_853_856,
  }),
];

const request = (
  id: string,
  url: string,
  why: string,
  parts: Partial<OutgoingRequest> & { age: number },
): OutgoingRequest => {
  const { age, ...rest } = parts;
  return {
    id,
    count: 1,
    startedAt: now - age,
    method: 'GET',
    url,
    why,
    status: 200,
    problem: null,
    sentBytes: 412,
    receivedBytes: 31_400,
    ms: 238,
    ...rest,
  };
};

const hub = 'https://huggingface.co';

export const requests: OutgoingRequest[] = [
  request(
    'r1',
    `${hub}/unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF/resolve/main/Qwen3-30B-A3B.gguf`,
    'Fetch a model',
    {
      age: 20_000,
      status: null,
      receivedBytes: 7_913_000_000,
      ms: null,
    },
  ),
  request('r2', `${hub}/api/models/Qwen/Qwen3-8B-GGUF?blobs=true`, 'Show a model of the hub', {
    age: 90_000,
  }),
  request('r3', `${hub}/api/models?search=qwen3&filter=gguf&sort=downloads&limit=30`, 'Search for models', {
    age: 120_000,
    receivedBytes: 18_200,
  }),
  request(
    'r4',
    `${hub}/google/gemma-3-12b-it-qat-q4_0-gguf/resolve/main/gemma-3-12b-it-q4_0.gguf`,
    'Fetch a model',
    {
      age: 3_600_000,
      status: 403,
      receivedBytes: 310,
    },
  ),
  request('r5', `${hub}/api/models?search=gemma&filter=gguf`, 'Search for models', {
    age: 90_000_000,
    status: null,
    problem: 'Offline is on, so this was not sent.',
    sentBytes: 0,
    receivedBytes: 0,
    ms: null,
  }),
];

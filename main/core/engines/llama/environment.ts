/** The environment of the engine process; it has to be set before the process starts. */

/**
 * One libuv worker: each token's evaluation lands on whichever worker is free, and with several of them decode was
 * 2.4 times slower on two cores, because llama.cpp's own threads then start on a cold one.
 */
export const engineEnvironment = (base: NodeJS.ProcessEnv): Record<string, string> => {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) if (value !== undefined) env[name] = value;
  env['UV_THREADPOOL_SIZE'] = '1';
  // Large pages for what glibc allocates, the KV cache among it: some 1 % of decode on two cores of an EPYC. Other
  // C libraries do not read it.
  env['GLIBC_TUNABLES'] ??= 'glibc.malloc.hugetlb=1';
  return env;
};

/** The environment of the engine process; it has to be set before the process starts. */

/**
 * The environment has one libuv worker: each evaluation runs on any worker that is free, and with several workers decode was
 * 2.4 times slower on two cores, because llama.cpp's own threads then started from a cold one.
 */
export const engineEnvironment = (base: NodeJS.ProcessEnv): Record<string, string> => {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(base)) if (value !== undefined) env[name] = value;
  env['UV_THREADPOOL_SIZE'] = '1';
  // Large pages for glibc's allocations, including the KV cache, make decode some 1 % faster on two cores of an EPYC. Other C
  // libraries ignore this variable.
  env['GLIBC_TUNABLES'] ??= 'glibc.malloc.hugetlb=1';
  return env;
};

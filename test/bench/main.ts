/** `npm run bench` runs the first, `npm run bench -- NAME` another. */
const benchmarks: Record<string, () => Promise<unknown>> = {
  decode: () => import('./decode.ts'),
  cache: () => import('./cache.ts'),
  peers: () => import('./peers.ts'),
  soak: () => import('./soak.ts'),
};

const name = process.argv[2] ?? 'decode';
const run = benchmarks[name];
if (run === undefined) {
  console.error(`There is no benchmark ${name}: choose one of ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(1);
}
await run();

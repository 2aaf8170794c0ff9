/** `npm run bench` runs the first, `npm run bench -- NAME` another; with options, it measures models. */
const benchmarks: Record<string, () => Promise<unknown>> = {
  decode: () => import('./decode.ts'),
  cache: () => import('./cache.ts'),
  documents: () => import('./documents.ts'),
  peers: () => import('./peers.ts'),
  memory: () => import('./memory.ts'),
  soak: () => import('./soak.ts'),
  anatomy: () => import('./anatomy.ts'),
  speculation: () => import('./speculation.ts'),
  ceilings: () => import('./ceilings.ts'),
  tuning: () => import('./tuning.ts'),
  downloads: () => import('./downloads.ts'),
  guide: () => import('./guide.ts'),
  against: () => import('./against.ts'),
  compare: () => import('./compare.ts'),
  transfer: () => import('./transfer.ts'),
  gpu: () => import('./gpu.ts'),
  agents: () => import('./agents.ts'),
  fairness: () => import('./fairness.ts'),
  window: () => import('./window.ts'),
};

const [name = 'decode', ...rest] = process.argv.slice(2);
if (name.startsWith('-')) {
  const { benchModels } = await import('./models.ts');
  await benchModels([name, ...rest]);
} else {
  const run = benchmarks[name];
  if (run === undefined) {
    console.error(
      `There is no benchmark ${name}: choose one of ${Object.keys(benchmarks).join(', ')}, or --json for a model.`,
    );
    process.exit(1);
  }
  try {
    await run();
  } catch (error) {
    const { PeerDied } = await import('./llama-cpp.ts');
    if (!(error instanceof PeerDied)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

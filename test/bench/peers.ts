/** `npm run bench -- peers`: Hearth against programs of the same llama.cpp, in speed and in what is not read again. */
const { speedsAreGood } = await import('./peers-speed.ts');
console.log();
const { cacheIsGood } = await import('./peers-cache.ts');
process.exit(speedsAreGood && cacheIsGood ? 0 : 1);

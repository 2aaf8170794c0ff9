import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Serves and builds the page of plots: `npx vite --config test/plots/vite.config.ts`. */
export default defineConfig({
  root: 'test/plots',
  base: './',
  plugins: [react()],
  server: { fs: { allow: ['../..'] } },
  build: {
    outDir: '../../out/test-plots',
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});

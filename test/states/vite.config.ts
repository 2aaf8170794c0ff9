import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Serves and builds the page of states: `npx vite --config test/states/vite.config.ts`. */
export default defineConfig({
  root: 'test/states',
  base: './',
  plugins: [react()],
  server: { fs: { allow: ['../..'] } },
  build: {
    outDir: '../../out/test-states',
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the renderer; main/ and electron/ are compiled by tsc alone. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    // Inlined assets would need data: URLs, which the content security policy does not allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * Puts Mermaid beside the page that draws diagrams (renderer/public/frames/diagram.html), as the plain script that its package
 * has for this: that page has no access to the modules of the others.
 */
export const diagrams = (): Plugin => {
  const read = (): Buffer =>
    readFileSync(createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js'));
  return {
    name: 'diagrams',
    configureServer: ({ middlewares }) => {
      middlewares.use('/frames/mermaid.js', (_request, response) => {
        response.setHeader('Content-Type', 'text/javascript').end(read());
      });
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'frames/mermaid.js', source: read() });
    },
  };
};

/** Builds the renderer; main/ and electron/ are compiled by tsc alone. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), diagrams()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    // Inlined fonts would need data: URLs, which the content security policy does not allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});

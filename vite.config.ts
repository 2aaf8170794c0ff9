import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';

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

/** Exposes PDF.js to a plain script; its worker runs in the frame itself, which may start none. */
const pdfEntry = `
  import * as pdfjs from 'pdfjs-dist/build/pdf.mjs';
  import * as pdfjsWorker from 'pdfjs-dist/build/pdf.worker.mjs';
  Object.assign(globalThis, { pdfjs, pdfjsWorker });
`;

/** The frame may load no module, so the decoder of JPEG 2000 images is a part of the script. */
const withJpeg2000 = (code: string): string => {
  const start = code.indexOf('const path = `${this.#wasmUrl}openjpeg_nowasm_fallback.js`;');
  const end = code.indexOf('path);', start);
  if (start === -1 || end === -1) throw new Error('PDF.js loads its decoder of JPEG 2000 in another way');
  const [before, after] = [code.slice(0, start), code.slice(end + 'path);'.length)];
  return `import * as jpeg2000 from 'pdfjs-dist/wasm/openjpeg_nowasm_fallback.js';
${before}let instance = null; try { const mod = jpeg2000;${after}`;
};

const bundledPdfJs = async (): Promise<string> => {
  const entry = 'virtual:pdf-frame.js';
  const [built] = [
    await build({
      configFile: false,
      logLevel: 'error',
      publicDir: false,
      plugins: [
        {
          name: 'pdf-entry',
          resolveId: (id) => (id === entry ? id : null),
          load: (id) => (id === entry ? pdfEntry : null),
          transform: (code, id) => (id.endsWith('pdf.worker.mjs') ? withJpeg2000(code) : null),
        },
      ],
      build: {
        write: false,
        target: 'chrome140',
        rolldownOptions: { input: entry, output: { format: 'iife' } },
      },
    }),
  ].flat();
  if (built === undefined || !('output' in built)) throw new Error('PDF.js was not bundled');
  return built.output[0].code;
};

/** Puts PDF.js beside the page that draws PDF files (renderer/public/frames/pages.html), as one plain script for the same reason. */
export const pdfPages = (): Plugin => {
  let bundled: Promise<string> | null = null;
  const read = (): Promise<string> => (bundled ??= bundledPdfJs());
  return {
    name: 'pdf-pages',
    configureServer: ({ middlewares }) => {
      middlewares.use('/frames/pdfjs.js', (_request, response) => {
        void read().then((code) => response.setHeader('Content-Type', 'text/javascript').end(code));
      });
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'frames/pdfjs.js', source: await read() });
    },
  };
};

/**
 * Lets the page load the window while `renderer/main.ts` chooses the language; without it, the browser would ask for these files
 * only after that.
 */
const preloadWindow: Plugin = {
  name: 'preload-window',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.values(bundle ?? {}).flatMap((file) => {
        if (file.type !== 'chunk' || file.facadeModuleId?.endsWith('start-window.tsx') !== true) return [];
        const link = (rel: string) => (name: string) => ({
          tag: 'link',
          attrs: { rel, crossorigin: true, href: `./${name}` },
          injectTo: 'head' as const,
        });
        return [
          ...[file.fileName, ...file.imports].map(link('modulepreload')),
          ...[...(file.viteMetadata?.importedCss ?? [])].map(link('stylesheet')),
        ];
      }),
  },
};

/** Builds the renderer; main/ and electron/ are compiled by tsc alone. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), diagrams(), pdfPages(), preloadWindow],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    // The packages in the bundle, from which main/launch/parts.mjs makes the list of licences.
    license: { fileName: 'licences.json' },
    target: 'chrome140',
    // Inlined fonts would need data: URLs, which the content security policy does not allow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});

/** The writer of each format. HTML is loaded when it is needed, since its parser would slow down every start. */
import type { ExportFormatId } from '../../../shared/contract/transfer.ts';
import { jsonLines } from './json-lines.ts';
import { markdown } from './markdown.ts';
import type { ExportWriter } from './writer.ts';

/** One entry for each format of shared/transfer/export-formats.ts. */
export const writers: Readonly<Record<ExportFormatId, () => Promise<ExportWriter>>> = {
  markdown: async () => markdown,
  html: async () => (await import('./html.ts')).html,
  jsonl: async () => jsonLines,
};

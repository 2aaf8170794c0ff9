/** The formats of exported chats, for the window and the core alike, in the order of the window. */
import type { ExportFormatId } from '../contract/transfer.ts';

export interface ExportFormat {
  id: ExportFormatId;
  /** The format's own name, which is not translated. */
  name: string;
  /** Without the dot. */
  extension: string;
  mediaType: string;
}

/** A format is one entry here and its writer in main/core/transfer/writing/writers.ts. */
export const exportFormats: readonly ExportFormat[] = [
  { id: 'markdown', name: 'Markdown', extension: 'md', mediaType: 'text/markdown' },
  { id: 'html', name: 'HTML', extension: 'html', mediaType: 'text/html' },
  { id: 'jsonl', name: 'JSON Lines', extension: 'jsonl', mediaType: 'application/x-ndjson' },
];

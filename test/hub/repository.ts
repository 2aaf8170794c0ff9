/** What the stand-in for a hub has to offer. */
export interface StandInFile {
  path: string;
  size: number;
  sha256: string;
  /** Bytes of it. */
  read: (offset: number, length: number) => Buffer;
}
export interface StandInRepository {
  id: string;
  revision: string;
  downloads: number;
  likes: number;
  lastModified: string;
  licence: string | null;
  gated: false | 'auto' | 'manual';
  tags: string[];
  card: string;
  gguf: { total: number; architecture: string; context_length: number } | null;
  files: StandInFile[];
}

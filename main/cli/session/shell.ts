/** What differs between Node and Electron for commands. */
import type { SpawnReader } from '../../core/documents/reader-process.ts';
import type { SpawnEngine } from '../../core/engines/llama/engine-process.ts';
import type { KeyStore } from '../../core/network/token.ts';
import type { Log } from '../../system/log.ts';

export interface CliShell {
  /** The program and its first arguments, behind which a command and its options follow. */
  program: readonly string[];
  spawnEngine: (log: Log) => ReturnType<SpawnEngine>;
  spawnReader: (log: Log) => ReturnType<SpawnReader>;
  moveToBin: (paths: string[]) => Promise<void>;
  keyStore: KeyStore | null;
  isOnBattery?: () => boolean;
}

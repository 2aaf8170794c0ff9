/** The downloads behind their calls and events. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { downloadsCalls } from '../../shared/contract/downloads.ts';
import type { HubModelDetails } from '../../shared/contract/hub.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { openDownloads, type DownloadsOptions } from './downloads.ts';

interface Options extends Pick<
  DownloadsOptions,
  'db' | 'outgoing' | 'modelFolder' | 'fileUrl' | 'onDone' | 'onDamaged' | 'log'
> {
  settings: KeptSettings;
  /** A model's page on the hub, as it was opened. */
  pageOf: (repository: string) => Promise<HubModelDetails>;
  emit: Emit;
}

export interface OpenedDownloads {
  /** Running downloads continue over new connections, at once. */
  networkChanged(): void;
  close(): Promise<void>;
  calls: HandlersOf<typeof downloadsCalls>;
}

export const serveDownloads = ({ settings, pageOf, emit, ...options }: Options): OpenedDownloads => {
  const downloads = openDownloads({
    ...options,
    onChange: (download) => emit('download.changed', { download }),
    onGone: (id) => emit('download.gone', { id }),
  });
  settings.onChange(() => downloads.networkChanged());
  return {
    networkChanged: downloads.networkChanged,
    close: () => downloads.close(),
    calls: {
      downloads: () => downloads.list(),
      startDownload: async ({ repository, file }) => {
        const { files, revision, licence } = await pageOf(repository);
        const wanted = files.find(({ path }) => path === file);
        if (wanted === undefined) throw new Refusal('hub.no-such-file', { repository, file });
        return downloads.start({ repository, revision, licence, parts: wanted.parts });
      },
      pauseDownload: ({ id }) => downloads.pause(id),
      resumeDownload: ({ id }) => downloads.resume(id),
      cancelDownload: ({ id }) => downloads.cancel(id),
    },
  };
};

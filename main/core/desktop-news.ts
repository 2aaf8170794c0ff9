/** Makes of the core's events what the desktop shell needs to know (see shared/desktop/news.ts). */
import type { Download } from '../shared/contract/downloads.ts';
import type { EngineStatus } from '../shared/contract/engine.ts';
import type { EventName, Events } from '../shared/contract/contract.ts';
import type { Settings } from '../shared/contract/settings.ts';
import type { DesktopNews, DesktopState } from '../shared/desktop/news.ts';

/** The state is told at most this often, in ms. */
const restMs = 500;

/** Endings of answers that the user did not bring about and should know of. */
const failures: ReadonlySet<string> = new Set(['engine-lost', 'failed']);

interface Dependencies {
  settings: () => Settings;
  engine: () => EngineStatus;
  titleOf: (chatId: string) => string;
  tell: (news: DesktopNews) => void;
  restMs?: number;
}

interface Running {
  startedAt: number;
  prefill: number | null;
}

export interface DesktopWatch {
  /** Must be called with every event, after it has been sent to the windows. */
  happened<Name extends EventName>(name: Name, data: Events[Name]): void;
  /** Tells the state as soon as the core is open. */
  start(): void;
  close(): void;
}

/** The name of a model file without its folder and ending. */
const fileName = ({ file }: Download): string => file.replace(/^.*\//, '').replace(/\.gguf$/i, '');

export const watchDesktop = (deps: Dependencies): DesktopWatch => {
  const running = new Map<string, Running>();
  const downloads = new Map<string, Download>();
  let timer: NodeJS.Timeout | undefined;
  let told = '';

  const state = (): DesktopState => {
    const { notifyAnswers, notifyDownloads, notifyTitles, trayIcon, quickWindow, quickKeys } =
      deps.settings();
    const { model, loadProgress } = deps.engine();
    const active = [...downloads.values()].filter(
      ({ state: now }) => now === 'running' || now === 'checking',
    );
    const sum = (of: (download: Download) => number): number =>
      active.reduce((before, download) => before + of(download), 0);
    return {
      settings: { notifyAnswers, notifyDownloads, notifyTitles, trayIcon, quickWindow, quickKeys },
      model: model === null ? null : { name: model.name, bytes: model.bytes },
      loading: loadProgress,
      running: [...running].map(([chatId, { prefill }]) => ({ title: deps.titleOf(chatId), prefill })),
      downloads:
        active.length === 0
          ? null
          : {
              count: active.length,
              doneBytes: sum(({ doneBytes }) => doneBytes),
              bytes: sum(({ bytes }) => bytes),
            },
    };
  };
  const tell = (): void => {
    timer = undefined;
    const now = state();
    const json = JSON.stringify(now);
    if (json === told) return;
    told = json;
    deps.tell({ kind: 'state', state: now });
  };
  const tellSoon = (): void => {
    timer ??= setTimeout(tell, deps.restMs ?? restMs).unref();
  };

  const on: { [Name in EventName]?: (data: Events[Name]) => void } = {
    'engine.changed': tellSoon,
    'settings.changed': tellSoon,
    'turn.started': ({ chatId }) => {
      running.set(chatId, { startedAt: performance.now(), prefill: null });
      tellSoon();
    },
    'turn.moved': ({ chatId, phase }) => {
      const turn = running.get(chatId);
      if (turn === undefined) return;
      turn.prefill =
        phase.name !== 'prefill' ? null : phase.total === 0 ? 1 : Math.min(1, phase.done / phase.total);
      tellSoon();
    },
    'turn.finished': ({ chatId, message: { ending } }) => {
      const turn = running.get(chatId);
      running.delete(chatId);
      tellSoon();
      if (turn === undefined || ending === 'stopped' || ending === null) return;
      const what = failures.has(ending) ? 'answer-failed' : 'answered';
      const ms = performance.now() - turn.startedAt;
      deps.tell({ kind: 'happened', happening: { what, chatId, title: deps.titleOf(chatId), ms } });
    },
    'chats.deleted': () => tellSoon(),
    'download.changed': ({ download }) => {
      const before = downloads.get(download.id)?.state;
      downloads.set(download.id, download);
      tellSoon();
      // One that was done or had failed before this start is no news.
      if (before === undefined || before === download.state) return;
      if (download.state === 'done')
        deps.tell({ kind: 'happened', happening: { what: 'downloaded', name: fileName(download) } });
      if (download.state === 'failed')
        deps.tell({ kind: 'happened', happening: { what: 'download-failed', name: fileName(download) } });
    },
    'download.gone': ({ id }) => {
      downloads.delete(id);
      tellSoon();
    },
  };

  return {
    happened: (name, data) => on[name]?.(data),
    start: tell,
    close: () => clearTimeout(timer),
  };
};

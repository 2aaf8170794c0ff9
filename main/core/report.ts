/**
 * The report that a user may send about a problem: versions, the system, the loaded model, settings that differ from their defaults, crash
 * reports and the end of the log. It has no texts of chats, and of settings that are texts only that they are set. The user's own
 * folder is "~" in it.
 */
import { arch, cpus, release, totalmem } from 'node:os';
import type { Settings } from '../shared/contract/settings.ts';
import type { EngineStatus } from '../shared/contract/engine.ts';
import type { Release } from '../shared/updates/feed.ts';
import { defaultSettings, entryOf, namesIn } from '../shared/settings/registry.ts';
import { crashReports } from '../system/crash-reports.ts';

/** The most that is taken of the log, in UTF-16 code units. */
const mostLog = 200_000;

/** Values that are no texts of the user. */
const isShown = (value: unknown, kind: string): boolean =>
  value === null || (kind !== 'text' && kind !== 'texts' && kind !== 'biases' && kind !== 'format');

const changedSettings = (settings: Settings): Record<string, unknown> => {
  const defaults: Readonly<Record<string, unknown>> = defaultSettings;
  const now = settings as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    namesIn('all')
      .filter((name) => JSON.stringify(now[name]) !== JSON.stringify(defaults[name]))
      .map((name) => [name, isShown(now[name], entryOf(name).kind) ? now[name] : 'set']),
  );
};

interface Reported {
  version: string;
  shell: string;
  dataFolder: string;
  /** The user's own folder. */
  home: string;
  engine: Release['engine'];
  status: EngineStatus;
  settings: Settings;
  /** The end of the log. */
  log: string;
}

/** JSON in lines. */
export const reportOf = (reported: Reported, at = new Date()): string => {
  const { version, shell, dataFolder, home, engine, status, settings, log } = reported;
  const { model, state } = status;
  const processors = cpus();
  const report = {
    hearth: version,
    at: at.toISOString(),
    shell,
    engine,
    system: {
      platform: process.platform,
      arch: arch(),
      release: release(),
      processor: processors[0]?.model ?? null,
      cores: processors.length,
      memoryGb: Math.round(totalmem() / 1024 ** 3),
      node: process.versions.node,
      electron: process.versions['electron'] ?? null,
    },
    model: {
      state,
      ...(model === null
        ? {}
        : {
            architecture: model.architecture,
            quantization: model.quantization,
            backend: model.backend,
            device: model.device,
            gpuLayers: model.gpuLayers,
            contextLength: model.contextLength,
          }),
    },
    settings: changedSettings(settings),
    crashes: crashReports(dataFolder).map(({ name, text }) => ({ name, report: parsed(text) })),
    log: log.slice(-mostLog).trimEnd().split('\n'),
  };
  const text = JSON.stringify(report, null, 2);
  // As JSON writes it, for the paths of Windows.
  const own = JSON.stringify(home).slice(1, -1);
  return `${own.length > 1 ? text.replaceAll(own, '~') : text}\n`;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Copies into Hearth's folder that are under way: how far each is, and the way to end it. */
import { randomUUID } from 'node:crypto';
import type { ImportProgress } from '../../shared/contract/library.ts';

/** How often a copy tells how far it is. */
const tellMs = 200;

/** Copies one model, told when to end, and tells how far it is. */
type Copy = (
  signal: AbortSignal,
  onCopied: (doneBytes: number, bytes: number) => void,
) => Promise<string | null>;

interface Running {
  controller: AbortController;
  /** Resolves when it is over, whatever came of it. */
  over: Promise<unknown>;
  /** `null` while nothing had to be copied. */
  progress: ImportProgress | null;
}

export const openImports = (onChange: () => void) => {
  const running = new Map<string, Running>();
  return {
    /** As `copy` answers; what it copies is in the list meanwhile. */
    run: (name: string, copy: Copy): Promise<string | null> => {
      const id = randomUUID();
      const controller = new AbortController();
      let toldAt = -Infinity;
      const work = copy(controller.signal, (doneBytes, bytes) => {
        running.get(id)!.progress = { id, name, doneBytes, bytes };
        if (performance.now() - toldAt < tellMs) return;
        toldAt = performance.now();
        onChange();
      }).finally(() => {
        const wasTold = running.get(id)!.progress !== null;
        running.delete(id);
        if (wasTold) onChange();
      });
      running.set(id, { controller, over: work.catch(() => undefined), progress: null });
      return work;
    },
    list: (): ImportProgress[] =>
      [...running.values()].map(({ progress }) => progress).filter((progress) => progress !== null),
    cancel: (id: string): void => running.get(id)?.controller.abort(),
    /** Ends them all, and resolves when nothing of them is left. */
    close: async (): Promise<void> => {
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map(({ over }) => over));
    },
  };
};

/** Copies into Hearth's folder that are under way: their progress, and how to cancel them. */
import { randomUUID } from 'node:crypto';
import type { ImportProgress } from '../../shared/contract/library.ts';

/** Time between two reports of a copy's progress. */
const tellMs = 200;

/** Copies one model and reports its progress. Ends early if `signal` is aborted. */
type Copy = (
  signal: AbortSignal,
  onCopied: (doneBytes: number, bytes: number) => void,
) => Promise<string | null>;

interface Running {
  controller: AbortController;
  /** Resolves when the copy has ended, even if it failed. */
  over: Promise<unknown>;
  /** `null` until something is copied. */
  progress: ImportProgress | null;
}

/** Opens the list of copies. `onChange` is called when a copy begins, makes progress or ends. */
export const openImports = (onChange: () => void) => {
  const running = new Map<string, Running>();
  return {
    /** Settles as `copy` does. The copy is listed while it runs. */
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
    /** Cancels all copies, and resolves when their files have been removed. */
    close: async (): Promise<void> => {
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map(({ over }) => over));
    },
  };
};

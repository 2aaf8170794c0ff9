/** Runs the work of requests that need the model: in line, with the model that they name. */
import type { ApiEvent } from '../../shared/api/answer.ts';
import { ApiFault } from '../../shared/api/fault.ts';
import type { KeepAlive } from '../../shared/api/request.ts';
import type { EngineQueue } from '../engines/queue.ts';
import type { Expected, Line } from './line.ts';
import type { Caller } from './keys.ts';
import type { Card } from './model-cards.ts';
import type { ModelsOnDemand, Prepared } from './models-on-demand.ts';

/** What a request needs of the model. */
export interface Need {
  card: Card;
  keepAliveS: KeepAlive;
  /** In tokens; 0: any. */
  leastContext: number;
  /** How soon the model could begin, in ranks: of several requests, the lowest goes first, for example because its state is in memory. */
  cost?: () => number;
  expected: Expected;
}

export interface InLine {
  /**
   * Resolves as `work` does. Throws `ApiFault` at once if the line is full, and if the client leaves while its request waits: the work
   * does not run then.
   */
  run<Result>(
    need: Need,
    how: { caller: Pick<Caller, 'id'>; client: string; on: (event: ApiEvent) => void; left: AbortSignal },
    work: (prepared: Prepared & { queuedMs: number }) => Promise<Result>,
  ): Promise<Result>;
}

export const createInLine = (
  queue: EngineQueue,
  line: Line,
  models: ModelsOnDemand,
  closing: AbortSignal,
): InLine => ({
  run: (need, { caller, client: name, on, left }, work) => {
    // Programs without a key of their own are told apart by what they call themselves.
    const client = `${caller.id} ${name}`;
    const place = line.enter(need.expected, client, on);
    const enteredAt = performance.now();
    let hasBegun = false;
    return new Promise((resolve, reject) => {
      const gone = AbortSignal.any([left, closing]);
      const leave = (): void => {
        if (hasBegun) return;
        place.leave();
        reject(new ApiFault('failed', closing.aborted ? 'Hearth is closing.' : 'The client has left.'));
      };
      if (gone.aborted) return leave();
      gone.addEventListener('abort', leave, { once: true });
      /** `share`: lets others run beside it. */
      const inPlace = async (share: () => void = () => undefined): Promise<void> => {
        hasBegun = true;
        place.begin();
        try {
          const queuedMs = performance.now() - enteredAt;
          // A model that is being loaded serves the next try, too, so that the load continues when the client leaves.
          const prepared = await models.prepare(need.card, need.leastContext, closing, on);
          share();
          resolve(await work({ ...prepared, queuedMs }));
          models.keep(need.keepAliveS);
        } finally {
          place.leave();
          gone.removeEventListener('abort', leave);
        }
      };
      const isReady = (): boolean => models.isReady(need.card, need.leastContext);
      const take = async (): Promise<void> => {
        let isDone = false;
        if (isReady())
          await queue.share(
            'program',
            async () => {
              // Another request may have loaded another model meanwhile.
              if (!gone.aborted && !isReady()) return;
              isDone = true;
              if (!gone.aborted) await inPlace();
            },
            { ...(need.cost === undefined ? {} : { cost: need.cost }), client },
          );
        // Loading a model would end the turns that run beside, but a person need not wait for the answer behind it.
        if (!isDone)
          await queue.run('program', (share) => (gone.aborted ? Promise.resolve() : inPlace(share)), {
            client,
          });
      };
      take().catch(reject);
    });
  },
});

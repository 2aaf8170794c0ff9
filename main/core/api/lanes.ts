/** Where the requests for a model run: in the engine of the user's model, or in one beside it. */
import type { Engine } from '../../shared/engine/engine.ts';
import type { BesideModel, BesideModels } from '../engines/beside-models.ts';
import type { IdleUnload } from '../engines/idle-unload.ts';
import type { LentModel } from '../engines/lent-model.ts';
import type { EngineQueue } from '../engines/queue.ts';
import { createInLine, type InLine } from './in-line.ts';
import { createLine, type Line } from './line.ts';
import type { Card } from './model-cards.ts';
import { createModelsOnDemand, type ModelsOnDemand } from './models-on-demand.ts';

export interface Lane {
  engine: Engine;
  models: ModelsOnDemand;
  line: Line;
  inLine: InLine;
}

export interface Lanes {
  /** The engine of the user's model, which also runs embedding models and rerankers. */
  readonly users: Engine;
  /** All lanes; the first is the one of the user's model. */
  all(): Lane[];
  /** Where a request for this model runs, with a context of at least this many tokens. */
  laneFor(card: Card, leastContext: number): Promise<Lane>;
  /** Where this model is loaded; `null`: nowhere. */
  withModel(card: Card): Lane | null;
  /** Requests of all lanes. */
  readonly running: number;
  readonly waiting: number;
}

interface Dependencies {
  engine: Engine;
  queue: EngineQueue;
  lent: LentModel;
  idle: IdleUnload;
  beside: BesideModels;
  /** The most requests that wait in each line. */
  most: () => number;
  onChange: () => void;
  closing: AbortSignal;
}

export const createLanes = ({
  engine: users,
  queue: usersQueue,
  lent,
  idle: usersIdle,
  beside,
  most,
  onChange,
  closing,
}: Dependencies): Lanes => {
  const laneOf = (
    engine: Engine,
    queue: EngineQueue,
    idle: IdleUnload,
    loader: Pick<LentModel, 'use' | 'isOfProgram' | 'taken'>,
  ): Lane => {
    const line = createLine({
      most,
      // One place is left free for the user, if there are several.
      beside: () => Math.max(1, engine.can.beside - 1),
      pace: () => engine.can.cache?.now.pace ?? null,
      onChange,
    });
    const models = createModelsOnDemand(engine, loader, idle);
    return { engine, models, line, inLine: createInLine(queue, line, models, closing) };
  };
  const own = laneOf(users, usersQueue, usersIdle, lent);
  const others = new WeakMap<BesideModel, Lane>();
  const otherLane = (one: BesideModel): Lane => {
    const known = others.get(one);
    if (known !== undefined) return known;
    const lane = laneOf(one.engine, one.queue, one.idle, {
      use: (_, stop, leastContext) => one.use(stop, leastContext),
      isOfProgram: () => true,
      taken: one.taken,
    });
    others.set(one, lane);
    return lane;
  };
  const all = (): Lane[] => [own, ...beside.all.map(otherLane)];
  return {
    users,
    all,
    laneFor: async ({ path }, leastContext) => {
      const one = await beside.placeFor(path, leastContext);
      return one === null ? own : otherLane(one);
    },
    withModel: (card) => all().find(({ models }) => models.isReady(card, 0)) ?? null,
    get running() {
      return all().reduce((sum, { line }) => sum + line.running, 0);
    },
    get waiting() {
      return all().reduce((sum, { line }) => sum + line.waiting, 0);
    },
  };
};

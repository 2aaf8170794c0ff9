/**
 * The models that wrote answers, with their facts as of their latest answer. They are stored because answers outlive model
 * files.
 */
import { z } from 'zod';
import type { ModelFacts, ModelId } from '../../shared/contract/model.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';

const form = z.object({
  path: z.string(),
  id: z.string(),
  name: z.string(),
  architecture: z.string(),
  quantization: z.string().nullable(),
  bytes: z.number(),
  trainedContextLength: z.number(),
});

/** Stores the facts of a model. Does nothing if the model has no identity or if the same facts are stored already. */
export const rememberModel = (db: Db, model: ModelFacts): void => {
  if (model.id === null) return;
  const facts: ModelFacts = {
    path: model.path,
    id: model.id,
    name: model.name,
    architecture: model.architecture,
    quantization: model.quantization,
    bytes: model.bytes,
    trainedContextLength: model.trainedContextLength,
  };
  db.prepare(
    `INSERT INTO models (id, facts) VALUES (?, ?)
     ON CONFLICT (id) DO UPDATE SET facts = excluded.facts WHERE facts != excluded.facts`,
  ).run(model.id, JSON.stringify(facts));
};

/** All stored models by identity, without damaged entries. */
export const knownModels = (db: Db): Map<ModelId, ModelFacts> =>
  new Map(
    (db.prepare('SELECT facts FROM models').all() as { facts: unknown }[]).flatMap(({ facts }) => {
      const { data } = form.safeParse(parsed(facts));
      return data === undefined ? [] : [[data.id, data] as const];
    }),
  );

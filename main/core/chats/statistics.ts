/** What all turns together say of speed and reuse, by model and day. */
import type { DayStatistics } from '../../shared/contract/measuring.ts';
import type { Timings } from '../../shared/contract/message.ts';
import type { ModelFacts, ModelId } from '../../shared/contract/model.ts';
import { leastPrefillTokens } from '../../shared/format/figures.ts';
import { median } from '../../shared/speed/spread.ts';
import type { Db } from '../database/connection.ts';
import { fileOfIdentity } from '../../shared/model/model-identity.ts';
import { knownModels } from './known-models.ts';
import { timingsOf } from './rows.ts';

interface AnswerRow {
  model_name: string;
  model_id: ModelId | null;
  created_at: number;
  timings: string;
}

/** A day while it is added up: what the cache saved is known only once all of its speeds are. */
type Sums = Omit<DayStatistics, 'savedMs'> & { restoreMs: number };

/** In this machine's time zone, as YYYY-MM-DD. */
const dayOf = (time: number): string => {
  const date = new Date(time);
  const part = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
};

const add = (day: Sums, timings: Timings): void => {
  const { cachedTokens, newTokens, prefillMs, firstTokenMs, decodeTokens, decodeMs, reuse } = timings;
  day.turns += 1;
  day.cachedTokens += cachedTokens;
  day.newTokens += newTokens;
  day.writtenTokens += timings.writtenTokens ?? decodeTokens;
  day.decodeTokens += decodeTokens;
  day.prefillMs += prefillMs;
  day.decodeMs += decodeMs;
  if (newTokens >= leastPrefillTokens) {
    day.telling.newTokens += newTokens;
    day.telling.prefillMs += prefillMs;
  }
  day.restoreMs += reuse?.restoreMs ?? 0;
  // A tenth of a millisecond is more than anyone asks for, and a third of the digits.
  if (firstTokenMs !== null) day.firstTokensMs.push(Math.round(firstTokenMs * 10) / 10);
};

/**
 * The model of each answer. Answers from before models had identities belong to the only model that has their name; if there
 * are several, or none, they stay together under the name.
 */
const modelsOf = (rows: readonly AnswerRow[]): ((row: AnswerRow) => ModelId | null) => {
  const named = new Map<string, Set<ModelId>>();
  for (const { model_name: name, model_id: id } of rows) {
    if (id === null) continue;
    const ids = named.get(name);
    if (ids === undefined) named.set(name, new Set([id]));
    else ids.add(id);
  }
  return ({ model_name: name, model_id: id }) => {
    if (id !== null) return id;
    const ids = named.get(name);
    return ids?.size === 1 ? [...ids][0]! : null;
  };
};

/** By model and day, in the order of the rows. */
const summedUp = (rows: readonly AnswerRow[], known: ReadonlyMap<ModelId, ModelFacts>, now: Date): Sums[] => {
  const sums = new Map<string, Sums>();
  const modelOf = modelsOf(rows);
  for (const row of rows) {
    const measured = timingsOf(row.timings);
    if (measured === null) continue;
    const day = dayOf(Math.min(row.created_at, now.getTime()));
    const modelId = modelOf(row);
    const key = `${day} ${modelId ?? row.model_name}`;
    let held = sums.get(key);
    if (held === undefined) {
      held = {
        day,
        modelId,
        modelName: known.get(modelId ?? '')?.name ?? row.model_name,
        quantization: known.get(modelId ?? '')?.quantization ?? null,
        turns: 0,
        cachedTokens: 0,
        newTokens: 0,
        writtenTokens: 0,
        decodeTokens: 0,
        prefillMs: 0,
        telling: { newTokens: 0, prefillMs: 0 },
        decodeMs: 0,
        firstTokensMs: [],
        restoreMs: 0,
      };
      sums.set(key, held);
    }
    add(held, measured);
  }
  return [...sums.values()];
};

/** Milliseconds for each token that is read; `null` where too few were to tell. */
const prefillPace = (days: readonly Pick<Sums, 'telling'>[]): number | null => {
  const tokens = days.reduce((sum, { telling }) => sum + telling.newTokens, 0);
  return tokens === 0 ? null : days.reduce((sum, { telling }) => sum + telling.prefillMs, 0) / tokens;
};

/** Ended answers that reached the engine, of chats that are not being deleted; in terms of the index answers_by_time. */
const isCounted = `role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL
  AND chat_id NOT IN (SELECT id FROM chats WHERE deleted_at IS NOT NULL)`;

/** When the first of the last `days` began; by the calendar, since days can be 23 or 25 hours long. */
const startOf = (days: number, now: Date): number =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() - (days - 1)).getTime();

/**
 * All ended answers of the last `days`, the day of `now` among them, oldest first. An answer belongs to the day on which
 * it was asked for, and to the day of `now` if it is dated later, since the clock was set back after it; chats that are being deleted are left out, and so are answers that never reached the engine.
 */
export const statisticsOf = (db: Db, days: number, now = new Date()): DayStatistics[] => {
  const since = startOf(days, now);
  // All of it stands in the index answers_by_time, so that no texts are read for it.
  const rows = db
    .prepare(
      `SELECT model_name, model_id, created_at, timings FROM messages
       WHERE ${isCounted} AND created_at >= ? ORDER BY created_at`,
    )
    .all(since) as AnswerRow[];
  const sums = summedUp(rows, knownModels(db), now);
  const modelOf = ({ modelId, modelName }: Sums): string => modelId ?? modelName;
  const paces = new Map<string, number | null>();
  for (const one of sums)
    if (!paces.has(modelOf(one)))
      paces.set(modelOf(one), prefillPace(sums.filter((day) => modelOf(day) === modelOf(one))));
  return sums.map((one) => {
    const { restoreMs, ...day } = one;
    const pace = day.cachedTokens === 0 ? 0 : (prefillPace([day]) ?? paces.get(modelOf(one)) ?? null);
    return { ...day, savedMs: pace === null ? null : Math.max(0, day.cachedTokens * pace - restoreMs) };
  });
};

/**
 * How many answers are dated before the last `days` although they were written after an answer within them, so the
 * clock was wrong at one of the two times.
 */
export const misdatedAnswers = (db: Db, days: number, now = new Date()): number => {
  const since = startOf(days, now);
  const { count } = db
    .prepare(
      `SELECT count(*) AS count FROM messages
       WHERE ${isCounted} AND created_at < ? AND rowid >
         (SELECT min(rowid) FROM messages WHERE ${isCounted} AND created_at BETWEEN ? AND ?)`,
    )
    .get(since, since, now.getTime()) as { count: number };
  return count;
};

/** The most answers that are searched for those that tell how fast a model writes, newest first. */
const searchedAnswers = 1_000;
/** The most of those that count for each model. */
const tellingTurns = 20;
/** Tokens of decode that an answer must have for that: they average out what one of them met with. */
const tellingTokens = 30;

/** How fast a model wrote in its own answers. */
export interface OwnSpeed {
  /** `null` in answers from before models had identities. */
  id: ModelId | null;
  /** The file that was loaded; the first part of a split model. */
  path: string;
  /** The size of the model; before models had identities, of that file. */
  bytes: number;
  /** Decode, as the median of its latest answers. */
  tokensPerS: number;
}

/**
 * The speed of each model whose answers tell it. It is a better prediction than one from the machine's memory, since nothing
 * about the model has to be assumed.
 */
export const ownSpeeds = (db: Db): OwnSpeed[] => {
  const rows = db
    .prepare(
      `SELECT coalesce(model_id, tokens_model) AS model, timings FROM messages
       WHERE role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL
         AND coalesce(model_id, tokens_model) IS NOT NULL
       ORDER BY created_at DESC LIMIT ?`,
    )
    .all(searchedAnswers) as { model: unknown; timings: unknown }[];
  const speeds = new Map<string, number[]>();
  for (const row of rows) {
    const timings = timingsOf(row.timings);
    if (timings === null || timings.decodeTokens < tellingTokens || timings.decodeMs <= 0) continue;
    const model = String(row.model);
    const own = speeds.get(model) ?? [];
    if (own.length < tellingTurns) own.push((timings.decodeTokens * 1000) / timings.decodeMs);
    speeds.set(model, own);
  }
  const known = knownModels(db);
  return [...speeds].flatMap(([model, own]) => {
    const { path, bytes } = known.get(model) ?? fileOfIdentity(model) ?? {};
    if (path === undefined || bytes === undefined) return [];
    return [{ id: known.has(model) ? model : null, path, bytes, tokensPerS: median(own) }];
  });
};

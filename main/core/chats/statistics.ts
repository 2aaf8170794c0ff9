/** Adds up the speed and the cache reuse of all turns, by model and day. */
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

/** One day while it is added up. The time that the cache saved is computed once all speeds of the model are known. */
type Sums = Omit<DayStatistics, 'savedMs'> & { restoreMs: number };

/** The day of `time` in this machine's time zone, as YYYY-MM-DD. */
const dayOf = (time: number): string => {
  const date = new Date(time);
  const part = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
};

/** A turn that shared more than this part of its time with others tells nothing of the speed of the model. */
const mostBeside = 0.02;

const add = (day: Sums, timings: Timings): void => {
  const { cachedTokens, newTokens, prefillMs, firstTokenMs, decodeTokens, decodeMs, reuse } = timings;
  day.turns += 1;
  day.cachedTokens += cachedTokens;
  day.documentTokens += timings.documents?.cachedTokens ?? 0;
  day.newTokens += newTokens;
  day.writtenTokens += timings.writtenTokens ?? decodeTokens;
  day.prefillMs += prefillMs;
  // The speed of an answer is not that of the model if others were generated at once, or had a share of the time.
  const isBeside = (timings.besideMs ?? 0) > (prefillMs + decodeMs) * mostBeside;
  if (timings.shared?.isAtOnce !== true && !isBeside) {
    day.decodeTokens += decodeTokens;
    day.decodeMs += decodeMs;
  }
  if (newTokens >= leastPrefillTokens && !isBeside) {
    day.telling.newTokens += newTokens;
    day.telling.prefillMs += prefillMs;
  }
  day.restoreMs += reuse?.restoreMs ?? 0;
  // One decimal is precise enough, and the reply has a third of the digits.
  if (firstTokenMs !== null) day.firstTokensMs.push(Math.round(firstTokenMs * 10) / 10);
};

/**
 * Finds the model of an answer. An answer from before models had identities belongs to the only model that has its name; if
 * several models or none have it, the result is `null`, and such answers are grouped by name.
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

/** One sum for each model and day, in the order of the rows. */
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
        documentTokens: 0,
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

/** Prefill time per token in ms; `null` if too few tokens were processed to tell a speed. */
const prefillPace = (days: readonly Pick<Sums, 'telling'>[]): number | null => {
  const tokens = days.reduce((sum, { telling }) => sum + telling.newTokens, 0);
  return tokens === 0 ? null : days.reduce((sum, { telling }) => sum + telling.prefillMs, 0) / tokens;
};

/**
 * Selects ended answers that reached the engine and whose chat is not deleted. The first conditions are those of the index
 * answers_by_time, so that SQLite can use it. Answers with a source are left out: imported ones were measured on another machine,
 * and those that a fork copied count in their own chat.
 */
const isCounted = `role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL
  AND source IS NULL AND chat_id NOT IN (SELECT id FROM chats WHERE deleted_at IS NOT NULL)`;

/**
 * The start of the first of the last `days` days, in ms since the epoch. It is computed by calendar because a day can have 23
 * or 25 hours.
 */
const startOf = (days: number, now: Date): number =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() - (days - 1)).getTime();

/**
 * Statistics of all ended answers in the last `days` days, including the day of `now`, oldest first. An answer counts for the
 * day of its question. If it is dated after `now` because the clock was set back, it counts for the day of `now`. Answers in
 * deleted chats and answers that never reached the engine are left out.
 */
export const statisticsOf = (db: Db, days: number, now = new Date()): DayStatistics[] => {
  const since = startOf(days, now);
  // The index answers_by_time contains all of these columns, so that nothing else is read.
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
 * The number of answers that are dated before the last `days` days although they were stored after an answer within them: the
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

/** At most this many answers, newest first, are searched for decode speeds. */
const searchedAnswers = 1_000;
/** At most this many answers count for each model. */
const tellingTurns = 20;
/** An answer counts only if it has at least this many decoded tokens; the speed of shorter ones varies too much. */
const tellingTokens = 30;

/** The decode speed of a model in its own answers. */
export interface OwnSpeed {
  /** `null` if the answers are from before models had identities. */
  id: ModelId | null;
  /** The path of the file that was loaded; the first part of a split model. */
  path: string;
  /** The size of the model in bytes; for answers from before models had identities, the size of the file at `path`. */
  bytes: number;
  /** The median decode speed of its latest answers. */
  tokensPerS: number;
}

/**
 * The decode speed of each model whose answers are long enough to tell it. It predicts better than a speed computed from the
 * machine's memory bandwidth, which depends on assumptions about the model.
 */
export const ownSpeeds = (db: Db): OwnSpeed[] => {
  const rows = db
    .prepare(
      `SELECT coalesce(model_id, tokens_model) AS model, timings FROM messages
       WHERE role = 'model' AND ending IS NOT NULL AND timings IS NOT NULL AND model_name IS NOT NULL
         AND source IS NULL AND coalesce(model_id, tokens_model) IS NOT NULL
       ORDER BY created_at DESC LIMIT ?`,
    )
    .all(searchedAnswers) as { model: unknown; timings: unknown }[];
  const speeds = new Map<string, number[]>();
  for (const row of rows) {
    const timings = timingsOf(row.timings);
    if (timings === null || timings.decodeTokens < tellingTokens || timings.decodeMs <= 0) continue;
    // The speed of one of several answers at once is not that of the model.
    if (timings.shared?.isAtOnce === true) continue;
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

/** Does what requests ask for: one function for each kind of work. */
import type { ApiAnswer, ApiFigures, ApiModel, ReplyTo } from '../../shared/api/answer.ts';
import { ApiFault } from '../../shared/api/fault.ts';
import type {
  ApiConversation,
  ApiMessage,
  ApiWork,
  ApiWorkKind,
  AskWork,
  CompleteWork,
  InfillWork,
} from '../../shared/api/request.ts';
import type { PromptQuestions } from '../../shared/engine/engine.ts';
import type { TurnEnd } from '../../shared/engine/turn.ts';
import type { ModelConfigs } from '../engines/model-configs.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { askModel, type AskedPrompt } from './ask-model.ts';
import type { Worker, WorkFor } from './exchange.ts';
import { figuresOf } from './figures.ts';
import { conversationOwner, infillOwner, textOwner } from './conversation.ts';
import { allowedFor, settle } from './settle.ts';
import type { Need } from './in-line.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { KnownAnswers } from './known-answers.ts';
import type { Lane, Lanes } from './lanes.ts';
import type { Card, ModelCards } from './model-cards.ts';
import type { Prepared } from './models-on-demand.ts';
import {
  askedPrompt,
  completedPrompts,
  conversationPrompt,
  infilledPrompt,
  modelKeyOf,
  type PromptContext,
} from './prompt-work.ts';
import { createTextLine } from './text-line.ts';
import type { RunningRequests } from './running-requests.ts';

export interface WorkerOptions {
  version: string;
  configs: ModelConfigs;
  settings: KeptSettings;
  cards: ModelCards;
  lanes: Lanes;
  running: RunningRequests;
  known: KnownAnswers;
  keptAnswers: KeptAnswers;
  /** Hearth closes. */
  closing: AbortSignal;
}

type Handlers = {
  [Kind in ApiWorkKind]: (
    work: Extract<ApiWork, { kind: Kind }>,
    how: WorkFor,
  ) => ReplyTo<Kind> | Promise<ReplyTo<Kind>>;
};

export const createWorker = (options: WorkerOptions): Worker => {
  const { configs, settings, cards, lanes, running, known, keptAnswers, closing } = options;
  const textLine = createTextLine(() => settings.now.apiQueueLength);
  const textClient = ({ caller, client, left }: WorkFor) => ({ name: `${caller.id} ${client}`, left });
  const cardNow = (card: Card): ApiModel => cards.at(card.path)?.model ?? card.model;

  const contextFor = (
    card: Card,
    { engine }: Lane,
    { loaded }: Prepared,
    { caller, client }: WorkFor,
  ): PromptContext => ({
    answering: configs.answering(card.path, []),
    loaded,
    callerId: caller.id,
    known,
    can: engine.can,
    finishesReading: settings.now.apiFinishesReading,
    normalises: allowedFor(settings.now, caller, client),
  });

  /** How soon the conversation of this owner could begin: its state is in memory, on disk, or nowhere. */
  const costOf = ({ engine }: Lane, owner: string): number => {
    const held = engine.can.cache?.now.chats.find(({ chatId }) => chatId === owner);
    return held === undefined ? 2 : held.where === 'hot' ? 0 : 1;
  };
  const ownerOf = (work: AskWork, { caller, client }: WorkFor): string =>
    conversationOwner(caller.id, settle(work, allowedFor(settings.now, caller, client)).conversation);

  /** Answers that a model generates. `make` makes their turns once the model is loaded. */
  const generate = async (
    work: AskWork | CompleteWork | InfillWork,
    promptLength: number,
    owner: string,
    how: WorkFor,
    make: (context: PromptContext) => {
      prompts: AskedPrompt[];
      fieldOf: (messageId: string) => string | null;
      onAnswer?: (end: TurnEnd, answer: ApiAnswer) => void;
      normalised?: readonly string[];
    },
  ): Promise<ReplyTo<'ask'>> => {
    const card = cards.find(work.model, 'llm');
    how.note({ model: card.model.name });
    const lane = await lanes.laneFor(card, work.contextLength ?? 0);
    const { engine, models, line } = lane;
    const need: Need = {
      card,
      keepAliveS: work.keepAliveS,
      leastContext: work.contextLength ?? 0,
      cost: () => costOf(lane, owner),
      expected: { promptLength, longestAnswer: work.longestAnswer },
    };
    return lane.inLine.run(need, how, async (prepared) => {
      const request = running.begin(how.client);
      const { taken } = models;
      const ends: TurnEnd[] = [];
      let firstTokenAt: number | null = null;
      const { prompts, fieldOf, onAnswer, normalised = [] } = make(contextFor(card, lane, prepared, how));
      const firsts = new Set<number>();
      prompts.reduce((index, { answers }) => {
        firsts.add(index);
        return index + answers;
      }, 0);
      const figures = (some = ends, isFirst = (index: number): boolean => firsts.has(index)): ApiFigures =>
        figuresOf(
          some,
          isFirst,
          {
            receivedAt: how.receivedAt,
            firstTokenAt,
            endedAt: performance.now(),
            loadMs: prepared.loadMs,
            queuedMs: prepared.queuedMs,
          },
          fieldOf,
          normalised,
        );
      try {
        const answers = await askModel(prompts, {
          engine,
          on: how.on,
          isStreamed: how.isStreamed,
          stop: AbortSignal.any([how.left, closing, taken]),
          onProgress: request.progress,
          onFirstToken: () => {
            firstTokenAt = performance.now();
          },
          onEnd: (end, answer) => {
            ends.push(end);
            onAnswer?.(end, answer);
          },
        });
        return {
          answers,
          figures: figures(),
          ...(ends.length > 1 ? { each: ends.map((end) => figures([end], () => true)) } : {}),
          model: cardNow(card),
        };
      } catch (error) {
        if (!taken.aborted || how.left.aborted || closing.aborted) throw error;
        throw new ApiFault(
          'busy',
          'The answer was stopped, because the user of Hearth needs another model now. Try again later.',
          { retryAfterS: afterUserS },
        );
      } finally {
        request.end();
        if (ends.some(({ timings }) => timings !== null)) {
          const measured = figures();
          running.answered(measured);
          line.measured(measured);
          how.note({ figures: measured });
        }
      }
    });
  };

  /** Asks the engine about prompts and tokens, with the model loaded. */
  const question = async <Result>(
    work: { model: string; keepAliveS: number | null },
    how: WorkFor,
    ask: (prompts: PromptQuestions, context: PromptContext, card: Card) => Promise<Result>,
  ): Promise<Result> => {
    const card = cards.find(work.model, 'llm');
    how.note({ model: card.model.name });
    const answered = (lane: Lane, prepared: Prepared): Promise<Result> => {
      const { prompts } = lane.engine.can;
      if (prompts === null)
        throw new ApiFault('impossible', 'This engine answers no questions about prompts and tokens.');
      return ask(prompts, contextFor(card, lane, prepared, how), card);
    };
    // It is answered while turns run.
    const ready = lanes.withModel(card);
    if (ready !== null) return answered(ready, { loaded: ready.engine.status.model!, loadMs: 0 });
    const need: Need = {
      card,
      keepAliveS: work.keepAliveS,
      leastContext: 0,
      expected: { promptLength: 0, longestAnswer: 0 },
    };
    const lane = await lanes.laneFor(card, 0);
    return lane.inLine.run(need, how, (prepared) => answered(lane, prepared));
  };

  const handlers: Handlers = {
    ask: (work, how) =>
      generate(work, lengthOf(work), ownerOf(work, how), how, (context) => {
        const { asked, prompt, fieldOf, told } = askedPrompt(work, context);
        return {
          prompts: [asked],
          fieldOf,
          normalised: told,
          onAnswer: ({ tokens, ending }, { text, thoughts, calls }) => {
            if (tokens === null || ending === 'stopped' || tokens.length === 0) return;
            const { beginning, owner } = prompt;
            known.remember(modelKeyOf(context.loaded), owner, calls, {
              text: (beginning?.text ?? '') + text,
              thoughts: (beginning?.reasoning ?? '') + thoughts,
              tokens,
            });
          },
        };
      }),
    complete: async (work, how) => {
      const echoed = work.echoes ? await echoes(work, how) : null;
      const begun = new Set<number>();
      const { on } = how;
      const reply = await generate(
        work,
        work.prompts.reduce((sum, prompt) => sum + prompt.length, 0),
        textOwner(how.caller.id, 'complete', work.prompts[0] ?? ''),
        echoed === null
          ? how
          : {
              ...how,
              on: (event) => {
                // Each answer begins with its prompt.
                if ('answer' in event && !begun.has(event.answer)) {
                  begun.add(event.answer);
                  on({ kind: 'text', answer: event.answer, text: echoed(event.answer) });
                }
                on(event);
              },
            },
        (context) => ({ prompts: completedPrompts(work, context), fieldOf: () => null }),
      );
      if (echoed === null) return reply;
      return {
        ...reply,
        answers: reply.answers.map((answer, index) => ({ ...answer, text: echoed(index) + answer.text })),
      };
    },
    infill: (work, how) =>
      generate(
        work,
        work.prefix.length + work.suffix.length + work.prompt.length,
        infillOwner(how.caller.id, work),
        how,
        (context) => ({ prompts: [infilledPrompt(work, context)], fieldOf: () => null }),
      ),
    embed: async ({ model, keepAliveS, texts, dimensions, cutsLong }, how) => {
      const card = cards.find(model, 'embedding');
      how.note({ model: card.model.name });
      const { texts: work } = lanes.users.can;
      if (work === null) throw new ApiFault('impossible', 'This engine makes no embeddings.');
      const keepMs = keepAliveS === null ? null : keepAliveS * 1000;
      const { vectors, tokens, loadMs } = await textLine.embed(
        work,
        card.path,
        texts,
        { cutsLong, keepMs },
        textClient(how),
      );
      const length = vectors[0]?.length ?? 0;
      if (dimensions !== null && dimensions > length)
        throw new ApiFault('unsupported', `The vectors of ${card.model.name} have ${length} dimensions.`, {
          field: 'dimensions',
        });
      return {
        vectors: dimensions === null ? vectors : vectors.map((vector) => shortened(vector, dimensions)),
        tokens,
        model: card.model,
        totalMs: performance.now() - how.receivedAt,
        loadMs,
      };
    },
    rank: async ({ model, question: asked, texts }, how) => {
      const card = cards.find(model, 'reranker');
      how.note({ model: card.model.name });
      const { texts: work } = lanes.users.can;
      if (work === null) throw new ApiFault('impossible', 'This engine ranks no texts.');
      const { scores, tokens } = await textLine.rank(work, card.path, asked, texts, textClient(how));
      return { scores, tokens, model: card.model };
    },
    count: (work, how) =>
      question(work, how, async (prompts, context, card) => {
        const { prompt, thinking, program } = conversationPrompt(work, context);
        const { tokens, cachedTokens, firstTokenMs } = await prompts.count({
          messages: prompt.messages,
          thinking,
          program,
        });
        return { tokens, cachedTokens, firstTokenMs, model: cardNow(card) };
      }),
    render: (work, how) =>
      question(work, how, async (prompts, context) => {
        const { prompt, thinking, program } = conversationPrompt(work, context);
        return { text: await prompts.render({ messages: prompt.messages, thinking, program }) };
      }),
    tokenize: (work, how) =>
      question(work, how, async (prompts) => {
        const { text, readsSpecial, begins, withPieces } = work;
        const tokens = await prompts.tokenize(text, { readsSpecial, begins });
        const pieces: string[] = [];
        if (withPieces) for (const token of tokens) pieces.push(await prompts.detokenize([token]));
        return { tokens, pieces };
      }),
    detokenize: (work, how) =>
      question(work, how, async (prompts) => ({ text: await prompts.detokenize(work.tokens) })),
    load: async (work, how) => {
      const card = cards.find(work.model, 'llm');
      how.note({ model: card.model.name });
      if (work.keepAliveS === 0) {
        const models = lanes.withModel(card)?.models;
        if (models === undefined) return { model: cardNow(card), loadMs: 0 };
        if (!models.isLent())
          throw new ApiFault(
            'impossible',
            `${card.model.name} is the model that the user of Hearth has opened, so only the user unloads it.`,
            { field: 'model' },
          );
        models.keep(0);
        return { model: cardNow(card), loadMs: 0 };
      }
      const need: Need = {
        card,
        keepAliveS: work.keepAliveS,
        leastContext: 0,
        expected: { promptLength: 0, longestAnswer: 0 },
      };
      const { inLine } = await lanes.laneFor(card, 0);
      const loadMs = await inLine.run(need, how, (prepared) => Promise.resolve(prepared.loadMs));
      return { model: cardNow(card), loadMs };
    },
    models: () => ({ models: cards.all().map(({ model }) => model) }),
    model: async ({ model }) => ({
      model: await cards.whole(model.trim() === '' ? cards.find('', 'llm') : cards.named(model)),
    }),
    running: async () => {
      const models: ApiModel[] = [];
      for (const card of cards.all().filter(({ model }) => model.isLoaded || model.isLoading)) {
        const memory = await lanes.withModel(card)?.engine.can.memory?.ofLoaded([]);
        models.push({ ...(await cards.whole(card)), memoryBytes: memory?.engine ?? null });
      }
      const slots = lanes
        .all()
        .reduce((sum, { engine }) => sum + (engine.status.model === null ? 0 : engine.can.beside), 0);
      return { models, slots: running.slots(slots), waiting: lanes.waiting };
    },
    counters: () => ({ ...running.counters(), running: lanes.running, waiting: lanes.waiting }),
    health: () => {
      const { state } = lanes.users.status;
      return {
        // An unloaded model is loaded by the next request.
        isReady: state === 'ready' || state === 'unloaded',
        isLoading: ['starting', 'loading', 'tuning', 'restarting'].includes(state),
      };
    },
    version: () => ({ version: options.version }),
    'kept-answer': ({ id }, { caller }) => {
      const kept = keptAnswers.of(caller.id, id);
      if (kept === null) throw new ApiFault('no-answer', `There is no answer “${id.slice(0, 100)}”.`);
      return kept;
    },
    'forget-answer': ({ id }, { caller }) => ({ wasKept: keptAnswers.forget(caller.id, id) }),
  };

  /** The text of the prompt of each answer. */
  const echoes = async (work: CompleteWork, how: WorkFor): Promise<(answer: number) => string> => {
    const texts: string[] = [];
    for (const prompt of work.prompts)
      texts.push(
        typeof prompt === 'string'
          ? prompt
          : await question(work, how, (prompts) => prompts.detokenize(prompt)),
      );
    return (answer) => texts[Math.floor(answer / work.answers)] ?? '';
  };

  return {
    run: async (work, how) => {
      try {
        const handler = handlers[work.kind] as (work: ApiWork, how: WorkFor) => unknown;
        const reply = await handler(work, how);
        running.counted(false);
        return reply as never;
      } catch (error) {
        running.counted(true);
        throw error;
      }
    },
  };
};

/** Of the texts of a conversation, in UTF-16 code units. */
const lengthOf = ({ messages, tools }: Pick<ApiConversation, 'messages' | 'tools'>): number =>
  messages.reduce((sum, message) => sum + messageLength(message), 0) +
  (tools === null ? 0 : JSON.stringify(tools.tools).length);

/** When a request whose model had to go may come again, in s: the user's answer takes about this long. */
const afterUserS = 20;

const messageLength = (message: ApiMessage): number =>
  message.text.length +
  (message.role === 'assistant'
    ? message.calls.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0)
    : 0);

/** The first values of a vector, at length 1. */
const shortened = (vector: Float32Array, dimensions: number): Float32Array => {
  const some = vector.slice(0, dimensions);
  const length = Math.hypot(...some);
  return length === 0 ? some : some.map((value) => value / length);
};

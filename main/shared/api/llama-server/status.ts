/** What llama-server tells of itself: `/health`, `/props`, `/slots`, `/metrics`. */
import type { ApiCounters, ApiModel, ApiRunning } from '../answer.ts';
import { ApiFault } from '../fault.ts';
import type { ApiInput, ReadRequest, Whole } from '../route.ts';
import { llamaServerFault } from './faults.ts';

/** A server without a loaded model is healthy too: the next request loads one. */
export const readHealth = (): ReadRequest<'health'> => ({
  work: { kind: 'health' },
  whole: ({ isLoading }) =>
    isLoading ? llamaServerFault(new ApiFault('loading', 'Loading model')) : { body: { status: 'ok' } },
  stream: null,
  keep: null,
});

const contextOf = (model: ApiModel | undefined) =>
  model === undefined || model.contextLength === null ? {} : { n_ctx: model.contextLength };

/** What llama-server would sample with is left out: each model has its own settings in Hearth. */
const propsOf = ({ models: [model], slots }: ApiRunning): Whole => ({
  body: {
    default_generation_settings: contextOf(model),
    total_slots: slots.length,
    ...(model === undefined
      ? {}
      : {
          // Names, because the paths of this machine are nobody's business.
          model_alias: model.name,
          model_path: model.name,
          chat_template: model.chatTemplate ?? '',
          modalities: { vision: model.can.includes('see'), audio: false },
          chat_template_caps: { supports_tools: model.can.includes('tools') },
        }),
    is_sleeping: model?.isLoaded !== true,
  },
});

export const readProps = (): ReadRequest<'running'> => ({
  work: { kind: 'running' },
  whole: propsOf,
  stream: null,
  keep: null,
});

const slotsOf = ({ models: [model], slots }: ApiRunning) =>
  slots.map(({ isBusy, tokens, client, promptTokens, processedTokens, answerTokens }, id) => ({
    id,
    ...contextOf(model),
    is_processing: isBusy,
    ...(tokens === null ? {} : { n_past: tokens }),
    ...(promptTokens === null ? {} : { n_prompt_tokens: promptTokens }),
    ...(processedTokens === null ? {} : { n_prompt_tokens_processed: processedTokens }),
    ...(answerTokens === null ? {} : { next_token: [{ has_next_token: isBusy, n_decoded: answerTokens }] }),
    ...(client === null ? {} : { hearth: { client } }),
  }));

export const readSlots = ({ query }: ApiInput): ReadRequest<'running'> => ({
  work: { kind: 'running' },
  whole: (running) => {
    const mustBeFree = ['1', 'true'].includes(query['fail_on_no_slot'] ?? '');
    if (mustBeFree && running.slots.every(({ isBusy }) => isBusy))
      return llamaServerFault(new ApiFault('busy', 'no slot available'));
    return { body: slotsOf(running) };
  },
  stream: null,
  keep: null,
});

type Metric = readonly [name: string, type: 'counter' | 'gauge', help: string, value: number];

const rate = (tokens: number, ms: number): number => (ms > 0 ? (1000 * tokens) / ms : 0);

const metricsOf = (counters: ApiCounters): Metric[] => [
  ['llamacpp:prompt_tokens_total', 'counter', 'Prompt tokens processed.', counters.newTokens],
  ['llamacpp:prompt_seconds_total', 'counter', 'Seconds of prefill.', counters.prefillMs / 1000],
  [
    'llamacpp:prompt_tokens_seconds',
    'gauge',
    'Average speed of prefill in tokens/s.',
    rate(counters.newTokens, counters.prefillMs),
  ],
  ['llamacpp:tokens_predicted_total', 'counter', 'Tokens generated.', counters.answerTokens],
  ['llamacpp:tokens_predicted_seconds_total', 'counter', 'Seconds of decode.', counters.decodeMs / 1000],
  [
    'llamacpp:predicted_tokens_seconds',
    'gauge',
    'Average speed of decode in tokens/s.',
    rate(counters.decodeTokens, counters.decodeMs),
  ],
  ['llamacpp:requests_processing', 'gauge', 'Requests that run.', counters.running],
  ['llamacpp:requests_deferred', 'gauge', 'Requests that wait.', counters.waiting],
  ['hearth_prompt_tokens_total', 'counter', 'Prompt tokens, cached and new.', counters.promptTokens],
  [
    'hearth_prompt_tokens_cached_total',
    'counter',
    'Prompt tokens that were reused from the KV cache.',
    counters.cachedTokens,
  ],
  ['hearth_requests_total', 'counter', 'Requests.', counters.requests],
  ['hearth_requests_failed_total', 'counter', 'Requests that failed.', counters.failed],
];

/** The text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const readMetrics = (): ReadRequest<'counters'> => ({
  work: { kind: 'counters' },
  whole: (counters) => ({
    type: 'text/plain; version=0.0.4; charset=utf-8',
    body: metricsOf(counters)
      .map(
        ([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`,
      )
      .join(''),
  }),
  stream: null,
  keep: null,
});

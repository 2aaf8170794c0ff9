/** The settings for all models, and of each model. */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import type { Backend, KvPrecision, Thinking } from './engine.ts';
import { call, filePath, longestText } from './call.ts';

/** What the user can set; `null` means that Hearth chooses. */
export interface Settings {
  theme: 'system' | 'light' | 'dark';
  /** `null`: the best backend that works. */
  backend: Backend | null;
  /** Threads of the engine on the processor; `null`: what was measured to be best, for each phase. */
  threads: number | null;
  /** `null`: what was measured to be best. */
  flashAttention: boolean | null;
  /** Most tokens that are evaluated in one go; `null`: what was measured to be best. */
  batchSize: number | null;
  /** Tokens; `null`: what the model was trained for, at most 8,192, less if memory is short. */
  contextLength: number | null;
  /** 0 always takes the likeliest token; `null`: what the model's file recommends, else 0.7. */
  temperature: number | null;
  /** Put before every chat; empty for none. */
  systemPrompt: string;
  kvPrecision: KvPrecision;
  /** Read the draft while it is typed; never done on battery. */
  typeAhead: boolean;
  /** Tokens after which an answer ends; `null`: as long as the model writes and the context takes. */
  longestAnswer: number | null;
  /** Guess tokens, and check several at a time, where that pays. */
  speculative: boolean;
  /** What KV states may take on disk, in bytes; 0 keeps none. */
  snapshotBudget: number;
  /** No connection goes out. */
  offline: boolean;
  /** Where models are looked for, and what they are fetched from unless there is a mirror. */
  hubAddress: string;
  /** What models are fetched from instead; empty for none. */
  hubMirror: string;
  /** What requests go through; empty for none. */
  proxy: string;
  /** The model's memory is given back after so long without use; `null` keeps it. */
  unloadAfterMinutes: number | null;
  /** How much each model thinks, as it was chosen last, by its path. */
  thinking: Record<string, Thinking>;
}

/** How one model is run. What is absent or `null` is as the settings for all models say, or as the file does. */
export interface LoadSettings {
  contextLength?: number | null | undefined;
  /** Layers on the GPU. */
  gpuLayers?: number | null | undefined;
  backend?: Backend | null | undefined;
  devices?: number[] | null | undefined;
  kvPrecision?: KvPrecision | null | undefined;
  flashAttention?: boolean | null | undefined;
  threads?: number | null | undefined;
  batchSize?: number | null | undefined;
  /** Weights are mapped from the file, or else read into memory of the process' own. */
  memoryMap?: boolean | null | undefined;
  temperature?: number | null | undefined;
  topK?: number | null | undefined;
  topP?: number | null | undefined;
  minP?: number | null | undefined;
  repeatPenalty?: number | null | undefined;
  systemPrompt?: string | null | undefined;
  /** Jinja, in place of the file's own. */
  chatTemplate?: string | null | undefined;
}

const webAddress = (what: string) =>
  z
    .string()
    .trim()
    .max(500, `${what} is too long: at most 500 characters.`)
    .refine(
      (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
      `${what} must begin with https:// or http://.`,
    );

const unloadAfter = 'Unload after must be a whole number from 1 to 1,440 minutes, or empty for never.';

const settingsPatch = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).optional(),
  backend: z.enum(['cpu', 'cuda', 'metal', 'vulkan']).nullable().optional(),
  threads: z
    .number('Threads must be a whole number from 1 to 256.')
    .int('Threads must be a whole number from 1 to 256.')
    .min(1, 'Threads must be a whole number from 1 to 256.')
    .max(256, 'Threads must be a whole number from 1 to 256.')
    .nullable()
    .optional(),
  flashAttention: z.boolean().nullable().optional(),
  batchSize: z
    .number('The batch size must be a whole number from 32 to 8,192 tokens.')
    .int('The batch size must be a whole number from 32 to 8,192 tokens.')
    .min(32, 'The batch size must be a whole number from 32 to 8,192 tokens.')
    .max(8192, 'The batch size must be a whole number from 32 to 8,192 tokens.')
    .nullable()
    .optional(),
  contextLength: z
    .number('The context length must be a whole number from 256 to 4,194,304 tokens.')
    .int('The context length must be a whole number from 256 to 4,194,304 tokens.')
    .min(256, 'The context length must be a whole number from 256 to 4,194,304 tokens.')
    .max(4_194_304, 'The context length must be a whole number from 256 to 4,194,304 tokens.')
    .nullable()
    .optional(),
  temperature: z
    .number('The temperature must be a number from 0 to 2.')
    .min(0, 'The temperature must be a number from 0 to 2.')
    .max(2, 'The temperature must be a number from 0 to 2.')
    .nullable()
    .optional(),
  systemPrompt: z
    .string()
    .max(longestText, 'The system prompt is too long: at most 2 million characters.')
    .transform(visible)
    .optional(),
  kvPrecision: z.enum(['f16', 'q8_0']).optional(),
  typeAhead: z.boolean().optional(),
  longestAnswer: z
    .number('The longest answer must be a whole number from 1 to 1,000,000 tokens.')
    .int('The longest answer must be a whole number from 1 to 1,000,000 tokens.')
    .min(1, 'The longest answer must be a whole number from 1 to 1,000,000 tokens.')
    .max(1_000_000, 'The longest answer must be a whole number from 1 to 1,000,000 tokens.')
    .nullable()
    .optional(),
  speculative: z.boolean().optional(),
  offline: z.boolean().optional(),
  hubAddress: webAddress('The address of the hub').optional(),
  hubMirror: webAddress('The address of the mirror').or(z.literal('')).optional(),
  proxy: webAddress('The address of the proxy').or(z.literal('')).optional(),
  unloadAfterMinutes: z
    .number(unloadAfter)
    .int(unloadAfter)
    .min(1, unloadAfter)
    .max(1440, unloadAfter)
    .nullable()
    .optional(),
  snapshotBudget: z
    .number('The disk budget must be a number of bytes.')
    .int('The disk budget must be a whole number of bytes.')
    .min(0, 'The disk budget cannot be less than nothing.')
    .max(1e15, 'The disk budget is larger than any disk.')
    .optional(),
});

const loadSettings = z.strictObject({
  contextLength: settingsPatch.shape.contextLength,
  /** `null`, as everywhere here: as the settings for all models say. */
  gpuLayers: z
    .number('GPU layers must be a whole number from 0 to 1,000.')
    .int('GPU layers must be a whole number from 0 to 1,000.')
    .min(0, 'GPU layers must be a whole number from 0 to 1,000.')
    .max(1000, 'GPU layers must be a whole number from 0 to 1,000.')
    .nullable()
    .optional(),
  backend: settingsPatch.shape.backend,
  /** Numbers of the devices of that backend. */
  devices: z.array(z.int().min(0).max(63)).min(1).max(16).nullable().optional(),
  kvPrecision: z.enum(['f16', 'q8_0']).nullable().optional(),
  flashAttention: settingsPatch.shape.flashAttention,
  threads: settingsPatch.shape.threads,
  batchSize: settingsPatch.shape.batchSize,
  memoryMap: z.boolean().nullable().optional(),
  temperature: settingsPatch.shape.temperature,
  topK: z
    .number('Top K must be a whole number from 0 to 1,000.')
    .int('Top K must be a whole number from 0 to 1,000.')
    .min(0, 'Top K must be a whole number from 0 to 1,000.')
    .max(1000, 'Top K must be a whole number from 0 to 1,000.')
    .nullable()
    .optional(),
  topP: z
    .number('Top P must be a number from 0 to 1.')
    .min(0, 'Top P must be a number from 0 to 1.')
    .max(1, 'Top P must be a number from 0 to 1.')
    .nullable()
    .optional(),
  minP: z
    .number('Min P must be a number from 0 to 1.')
    .min(0, 'Min P must be a number from 0 to 1.')
    .max(1, 'Min P must be a number from 0 to 1.')
    .nullable()
    .optional(),
  repeatPenalty: z
    .number('The repeat penalty must be a number from 1 to 2.')
    .min(1, 'The repeat penalty must be a number from 1 to 2.')
    .max(2, 'The repeat penalty must be a number from 1 to 2.')
    .nullable()
    .optional(),
  systemPrompt: z
    .string()
    .max(longestText, 'The system prompt is too long: at most 2 million characters.')
    .transform(visible)
    .nullable()
    .optional(),
  /** Jinja. */
  chatTemplate: z
    .string()
    .max(200_000, 'The chat template is too long: at most 200,000 characters.')
    .transform(visible)
    .nullable()
    .optional(),
});

/** The calls of `calls` that belong here. */
export const settingsCalls = {
  /** How one model is run, where that differs from the settings for all. */
  loadSettings: call<LoadSettings>().takes(z.strictObject({ path: filePath })),
  /** Stores them all; `{}` goes back to the defaults. Where the model is loaded, it is loaded anew. */
  changeLoadSettings: call<LoadSettings>().takes(z.strictObject({ path: filePath, settings: loadSettings })),
  changeSettings: call<Settings>().takes(settingsPatch),
};

/** The events of `Events` that belong here. */
export interface SettingsEvents {
  'settings.changed': { settings: Settings };
}

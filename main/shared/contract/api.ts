/** The server for other programs: its state, its keys, its requests, and how programs are connected. */
import { z } from 'zod';
import type { Told } from '../words/told.ts';
import type { Code } from '../words/catalogue.ts';
import { call, filePath, id, nothing } from './call.ts';
import { whileAnswering, type EngineStatus } from './engine.ts';
import type { Exported } from './transfer.ts';

/** Whether the server for other programs runs, and where. */
export interface ApiStatus {
  state: 'off' | 'on' | 'failed';
  /** Its addresses without a path, such as `http://127.0.0.1:27181`, the loopback one first; empty unless it is on. */
  addresses: string[];
  /** Why it could not start; `null` otherwise. */
  problem: Told | null;
  /** Requests that run, and that wait. */
  running: number;
  waiting: number;
  /** The models that programs have loaded beside the user's own. */
  besideModels: { path: string; title: string; engine: EngineStatus }[];
}

/** What a key allows: to ask models; to load, unload and list them is `models`; figures and the running requests are `status`. */
export const apiRights = ['ask', 'models', 'status'] as const;
export type ApiRightName = (typeof apiRights)[number];

/** A key without its secret, of which only a hash is stored. */
export interface ApiKey {
  id: string;
  name: string;
  /** Its last four characters. */
  ending: string;
  rights: ApiRightName[];
  createdAt: number;
  /** `null`: never. */
  usedAt: number | null;
  /** After that it is refused; `null`: it does not expire. */
  expiresAt: number | null;
}

/** A request of another program. */
export interface ApiRequestEntry {
  id: string;
  startedAt: number;
  /** The name of its key; `null` if it was refused without one. */
  keyName: string | null;
  /** What the program calls itself (`User-Agent`), shortened. */
  client: string;
  method: string;
  /** Without the query and without a key. */
  path: string;
  /** The model that answered; `null`: none did. */
  model: string | null;
  /** Of HTTP; `null` while it runs. */
  status: number | null;
  /** One English sentence, as the client got it; `null` if it did not fail. */
  problem: string | null;
  /** The client closed the connection before the end. */
  wasLeft: boolean;
  figures: ApiRequestFigures | null;
  /** What was sent and answered; `null` unless the settings say that contents are kept. */
  content: { request: string; answer: string } | null;
  sentBytes: number;
  receivedBytes: number;
  /** To the end, in ms; `null` while it runs. */
  ms: number | null;
}

export interface ApiRequestFigures {
  promptTokens: number;
  cachedTokens: number;
  newTokens: number;
  answerTokens: number;
  prefillMs: number;
  decodeMs: number;
  queuedMs: number;
  firstTokenMs: number | null;
  readFrom: 'hot' | 'warm' | 'cold';
  restoredMs: number;
  whyNotMore: string | null;
}

/** The sums of one client: a key and what the program calls itself. */
export interface ApiClient {
  keyName: string | null;
  client: string;
  requests: number;
  lastAt: number;
  promptTokens: number;
  cachedTokens: number;
  newTokens: number;
  answerTokens: number;
  prefillMs: number;
  decodeMs: number;
  /** The prefill that cached tokens have saved, at the speed of the client's own new tokens; `null` if that is not known. */
  savedMs: number | null;
  /** Why tokens were processed again, the most frequent first. */
  reasons: { why: string; requests: number; newTokens: number }[];
}

/** A model by the name that programs use for it. */
export interface ApiModelName {
  /** Of the file that is loaded. */
  path: string;
  name: string;
  /** As its file calls it, for people. */
  title: string;
  isLoaded: boolean;
  /** It has a chat template, so that it can answer. */
  canChat: boolean;
  /** In tokens: as it is loaded or, if it is not, as it was trained; `null` if neither is known. */
  contextLength: number | null;
}

/** The programs that the page Connect knows. */
export const connectTargets = [
  'claude-code',
  'codex',
  'opencode',
  'continue',
  'cline',
  'zed',
  'vs-code',
  'open-webui',
  'curl',
  'python',
] as const;
export type ConnectTarget = (typeof connectTargets)[number];

/** How a program is connected. */
export interface ConnectGuide {
  target: ConnectTarget;
  /** What to copy, in the order in which it is needed. The key is `HEARTH_KEY` in it unless a new one was made. */
  pieces: { what: 'environment' | 'file' | 'command' | 'setting'; label: string; text: string }[];
  /** The file that Hearth can write; `null`: it cannot. */
  file: {
    path: string;
    exists: boolean;
    /** Hearth wrote it, and can bring back what was there before. */
    isOurs: boolean;
    /** What it would change, as a unified diff; empty if the file is as it should be. */
    diff: string;
    /** Why it cannot be written; `null`: it can. */
    problem: Told | null;
  } | null;
}

/** Two requests like those of the program, one after the other. */
export interface ConnectProof {
  first: ProofFigures;
  second: ProofFigures;
}
export interface ProofFigures {
  promptTokens: number;
  cachedTokens: number;
  newTokens: number;
  prefillMs: number;
  firstTokenMs: number | null;
  readFrom: 'hot' | 'warm' | 'cold';
  whyNotMore: string | null;
}

const keyName = z
  .string()
  .trim()
  .min(1, 'api.key-unnamed' satisfies Code)
  .max(100, 'api.key-name-too-long' satisfies Code);
const target = z.enum(connectTargets);
const modelName = z.string().max(300);

/** The calls about the server for other programs, which `calls` in contract.ts includes. */
export const apiCalls = {
  apiStatus: call<ApiStatus>().takes(nothing),
  /** All keys, newest first. */
  apiKeys: call<ApiKey[]>().takes(nothing),
  /** Makes a key; its text is told only now. `days`: until it expires; `null`: it does not. */
  createApiKey: call<{ key: ApiKey; text: string }>().takes(
    z.strictObject({
      name: keyName,
      rights: z
        .array(z.enum(apiRights))
        .min(1, 'api.key-without-rights' satisfies Code)
        .max(apiRights.length),
      days: z.int().min(1).max(3650).nullable(),
    }),
  ),
  /** Ends a key: requests that use it are refused from now on. */
  deleteApiKey: call<void>().takes(z.strictObject({ id })),
  /** All requests that are kept, newest first. */
  apiRequests: call<ApiRequestEntry[]>().takes(nothing),
  clearApiRequests: call<void>().takes(nothing),
  /** All requests as JSON lines. */
  exportApiRequests: call<Exported | null>().takes(nothing),
  /** The sums of each client, the latest first. */
  apiClients: call<ApiClient[]>().takes(nothing),
  /** Unloads a model beside the user's own, as `unloadModel` does that one; does nothing if it is not loaded. */
  unloadBesideModel: call<void>().takes(z.strictObject({ path: filePath, whileAnswering })),
  /** The models that programs can name, the loaded one first. */
  apiModels: call<ApiModelName[]>().takes(nothing),
  /**
   * How a program is connected to this server. `key`: the text of a key that was just made, of one that the user has typed, or
   * `noKeyNeeded`.
   */
  connectGuide: call<ConnectGuide>().takes(
    z.strictObject({ target, model: modelName, key: z.string().max(200).nullable() }),
  ),
  /** Writes the program's file, and keeps what was there before. */
  writeConnection: call<ConnectGuide>().takes(
    z.strictObject({ target, model: modelName, key: z.string().max(200) }),
  ),
  /** Brings back what the program's file was before. */
  restoreConnection: call<void>().takes(z.strictObject({ target })),
  /** Sends two requests as the program would, over the server itself. */
  proveConnection: call<ConnectProof>().takes(
    z.strictObject({ target, model: modelName, key: z.string().max(200) }),
  ),
};

/** The events about the server for other programs, which `Events` in contract.ts includes. */
export interface ApiEvents {
  'api.changed': { status: ApiStatus };
  'apiKeys.changed': { keys: ApiKey[] };
  'apiRequest.changed': { request: ApiRequestEntry };
}

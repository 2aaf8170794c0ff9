/**
 * The builds that a KV state belongs to, beside its model: those of node-llama-cpp and llama.cpp. The engine writes them into the
 * description of each state (engine/cache/snapshots.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Release } from '../../shared/updates/feed.ts';
import { ownedDocument } from '../../shared/engine/document-owner.ts';
import { engineBuildText } from '../../shared/engine/engine-build.ts';

const described = z.object({ chatId: z.string(), build: z.string().optional() });

/**
 * The number of chats that have a state which the engine of `release` cannot read, although the running one can: `running` is its
 * build. A state without a build was written by a version that did not note it, and counts as one of the running engine.
 */
export const coldChats = (folder: string, running: Release['engine'], next: Release['engine']): number => {
  const own = engineBuildText(running);
  if (engineBuildText(next) === own) return 0;
  const chats = new Set<string>();
  for (const name of namesIn(folder)) {
    if (!name.endsWith('.json')) continue;
    try {
      const { data } = described.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      // States of documents and presets are made again too, but they are no chats.
      if (data === undefined || ownedDocument(data.chatId) !== null || !isChat(data.chatId)) continue;
      if ((data.build ?? own) === own) chats.add(data.chatId);
    } catch {
      // The engine has removed it meanwhile, or it is damaged.
    }
  }
  return chats.size;
};

/** The ids of chats are UUIDs; owners of other states have a word before theirs. */
const isChat = (owner: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(owner);

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** The builds of the engine in this Hearth, as its packages say; `root` is the folder of package.json. */
export const ownEngineBuild = (root: string): Release['engine'] => {
  const read = (path: string): unknown =>
    JSON.parse(readFileSync(join(root, 'node_modules', 'node-llama-cpp', path), 'utf8'));
  const { version } = z.object({ version: z.string() }).parse(read('package.json'));
  const { release } = z.object({ release: z.string() }).parse(read('llama/binariesGithubRelease.json'));
  return { library: version, llamaCpp: release };
};

/**
 * The KV states of presets: their system prompts are processed in idle time for the loaded model, each once, and kept under the ids
 * of the presets, so that a new chat with a preset begins at once.
 */
import type { Preset, PresetState } from '../../shared/contract/presets.ts';
import type { Engine, PromptOf } from '../../shared/engine/engine.ts';
import type { Answering } from '../../shared/engine/request.ts';
import type { Log } from '../../system/log.ts';
import type { EngineQueue } from '../engines/queue.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { ChatStates } from './chat-states.ts';
import { createPreparer } from './preparing.ts';

/** Milliseconds without a change before work begins, by default. */
export const presetRestMs = 3_000;

/** At most this many presets are processed, in the order of their names behind the default one: states take disk space. */
const mostPresets = 12;

interface Dependencies {
  /** The one that new chats begin with is the first. */
  presets: () => readonly Preset[];
  /** How the loaded model answers with a preset. */
  answering: (preset: Preset) => Answering;
  engine: Engine;
  queue: EngineQueue;
  settings: KeptSettings;
  states: Pick<ChatStates, 'ofPreset' | 'hasDraft' | 'lookAgain' | 'forget'>;
  isOnBattery: () => boolean;
  onChange: (states: PresetState[]) => void;
  log: Log;
  /** See `presetRestMs`. */
  restMs: number;
}

export interface PresetStates {
  /** The states of all presets that have a system prompt. Empty while no model is loaded. */
  now(): PresetState[];
  /** Presets were made, changed, deleted or restored: drops the states that are no longer of use. */
  presetsChanged(): void;
  close(): void;
}

export const watchPresetStates = (deps: Dependencies): PresetStates => {
  const { presets, answering, engine, queue, settings, states, isOnBattery, onChange, log } = deps;
  const { cache } = engine.can;
  /** The prompts that the loaded engine processed, by preset. */
  const processed = new Map<string, string>();
  /** The prompt that is being processed. */
  let asked = '';
  let timer: NodeJS.Timeout | undefined;

  const ownPrompt = ({ settings: { systemPrompt } }: Preset): string => systemPrompt?.trim() ?? '';
  /** As in the prompt of a new chat; `null` if the preset has no system prompt of its own. */
  const promptOf = (preset: Preset): PromptOf | null => {
    if (ownPrompt(preset) === '') return null;
    const { systemPrompt: text, thinking } = answering(preset);
    return { messages: [{ id: null, role: 'system', text, reasoning: '', tokens: null }], thinking };
  };
  const keyOf = (preset: Preset): string => JSON.stringify(promptOf(preset));

  /** The system prompts whose states may be on disk, by preset. */
  let known = new Map(presets().map((preset) => [preset.id, ownPrompt(preset)]));
  let told = '[]';

  const now = (): PresetState[] =>
    cache === null || engine.status.state !== 'ready'
      ? []
      : presets()
          .filter((preset) => ownPrompt(preset) !== '')
          .map((preset) =>
            states.ofPreset(preset.id, ownPrompt(preset).length, processed.get(preset.id) === keyOf(preset)),
          );
  const tell = (): void => {
    const found = now();
    const json = JSON.stringify(found);
    if (json === told) return;
    told = json;
    onChange(found);
  };

  const preparer = createPreparer({
    promptOf: (id) => {
      const preset = presets().find((one) => one.id === id);
      if (preset === undefined || settings.now.snapshotBudget === 0) return null;
      asked = keyOf(preset);
      return promptOf(preset);
    },
    engine,
    queue,
    isHeldBack: () => isOnBattery() || states.hasDraft,
    onEnd: states.lookAgain,
    onChange: () => undefined,
    log,
  });

  /** Processes what has not been processed since the model was loaded. A state that was lost since is not computed again. */
  const look = (): void => {
    // Without snapshots, the next chat would take the place of the state.
    if (engine.status.state !== 'ready' || settings.now.snapshotBudget === 0) return;
    const modelId = engine.status.model?.id ?? null;
    const wanted = presets()
      .filter((preset) => ownPrompt(preset) !== '' && (preset.modelId === null || preset.modelId === modelId))
      .slice(0, mostPresets)
      .filter((preset) => processed.get(preset.id) !== keyOf(preset));
    if (wanted.length > 0) preparer.add(wanted.map(({ id }) => id));
  };
  const lookLater = (): void => {
    if (cache === null) return;
    clearTimeout(timer);
    timer = setTimeout(look, deps.restMs).unref();
    tell();
  };

  cache?.listen({
    onCache: tell,
    onDraft: () => undefined,
    onCounted: () => undefined,
    onPrepared: (id, how) => {
      if (how !== 'done' || !known.has(id)) return;
      processed.set(id, asked);
      tell();
    },
  });
  engine.listen(({ state }) => {
    if (state === 'ready') return lookLater();
    processed.clear();
    tell();
  });
  // What a new chat begins with may depend on them.
  settings.onChange(lookLater);

  return {
    now,
    presetsChanged: () => {
      const next = new Map(presets().map((preset) => [preset.id, ownPrompt(preset)]));
      const gone = [...known].filter(([id, prompt]) => next.get(id) !== prompt).map(([id]) => id);
      known = next;
      if (gone.length > 0) states.forget(gone);
      for (const id of gone) processed.delete(id);
      lookLater();
    },
    close: () => {
      clearTimeout(timer);
      preparer.close();
    },
  };
};

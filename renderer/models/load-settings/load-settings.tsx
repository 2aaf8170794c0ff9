/**
 * How one model is run, where that differs from the settings for all. A field that is empty says what holds instead,
 * and what that means.
 */
import type { Backend, KvPrecision, LoadSettings, Settings } from '../../../main/contract/types.ts';
import { backendNames } from '../../../main/lens/backends.ts';
import { samplingDefaults } from '../../../main/lens/sampling-defaults.ts';
import { count } from '../../latency/figures.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Choice } from '../../settings/choice.tsx';
import { backendOptions } from '../../settings/backend-options.ts';
import { NumberField } from '../../settings/number-field.tsx';
import { TextField } from '../../settings/text-field.tsx';
import { useAttempt } from '../../settings/use-attempt.ts';
import { useWindow } from '../../state/use-session.ts';
import { countSet, type OwnSettings } from './use-load-settings.ts';
import { Problem } from '../../parts/problem.tsx';

interface FieldsProps {
  own: LoadSettings;
  all: Settings;
  change: OwnSettings['change'];
}

export const LoadSettingsFields = ({ own, problem, change, reset }: OwnSettings) => {
  const all = useWindow((state) => state.settings);
  const [resetProblem, attempt] = useAttempt();
  if (problem !== null) return <p className="field-problem">{problem}</p>;
  if (own === null || all === null) return <p className="hint">Reading how this model is run…</p>;
  const changed = countSet(own);
  return (
    <div className="load-settings">
      <div className="load-settings-head">
        <p className="hint">
          What is set here holds for this model alone; what is left empty is as the settings for all models
          say. Where the model is loaded, a change loads it anew.
        </p>
        <Confirm
          label="Reset all…"
          question={`${changed === 1 ? 'What is set' : `All ${changed} settings`} for this model will be removed.`}
          yes="Reset all"
          isAtEnd
          isDisabled={changed === 0}
          act={() => attempt(reset())}
        />
      </div>
      <Problem text={resetProblem} />
      <h4>Memory and speed</h4>
      <RunFields own={own} all={all} change={change} />
      <h4>Writing</h4>
      <WritingFields own={own} all={all} change={change} />
    </div>
  );
};

const onOff = (value: boolean | null | undefined): string =>
  value === null || value === undefined ? '' : value ? 'on' : 'off';
const fromOnOff = (choice: string): boolean | null => (choice === '' ? null : choice === 'on');

const precisionNames: Record<KvPrecision, string> = { f16: '16 bits', q8_0: '8 bits' };

const RunFields = ({ own, all, change }: FieldsProps) => {
  const platform = useWindow((state) => state.app?.platform ?? '');
  return (
    <>
      <NumberField
        label="Context length, tokens"
        value={own.contextLength ?? null}
        placeholder={all.contextLength === null ? 'Automatic' : count(all.contextLength)}
        hint="How much of a chat it can hold. Automatic: what it was trained for, at most 8,192, less if memory is short."
        isResettable
        change={(contextLength) => change({ contextLength })}
      />
      <NumberField
        label="GPU layers"
        value={own.gpuLayers ?? null}
        hint="How many of its layers run on the GPU; 0 keeps it on the processor. Automatic: as many as fit."
        isResettable
        change={(gpuLayers) => change({ gpuLayers })}
      />
      <Choice
        label="Backend"
        value={own.backend ?? ''}
        options={[
          ['', all.backend === null ? 'Automatic' : `As for all: ${backendNames[all.backend]}`],
          ...backendOptions(platform, own.backend ?? null),
        ]}
        hint="Where it runs. Automatic takes the best that works."
        isResettable
        change={(backend) => change({ backend: backend === '' ? null : (backend as Backend) })}
      />
      <TextField
        label="Devices"
        value={own.devices?.join(', ') ?? ''}
        placeholder="All"
        hint="Numbers of the backend’s devices that it may use, for example 0, 1. Empty: all of them."
        isResettable
        change={async (text) => change({ devices: devicesFrom(text) })}
      />
      <Choice
        label="KV cache precision"
        value={own.kvPrecision ?? ''}
        options={[['', `As for all: ${precisionNames[all.kvPrecision]}`], ...Object.entries(precisionNames)]}
        hint="8 bits take about half the memory of what was read, a little less exactly."
        isResettable
        change={(kv) => change({ kvPrecision: kv === '' ? null : (kv as KvPrecision) })}
      />
      <Choice
        label="Flash attention"
        value={onOff(own.flashAttention)}
        options={[
          ['', asForAll(all.flashAttention)],
          ['on', 'On'],
          ['off', 'Off'],
        ]}
        hint="Another way to compute attention. Automatic takes what was measured to be faster."
        isResettable
        change={(choice) => change({ flashAttention: fromOnOff(choice) })}
      />
      <NumberField
        label="Threads"
        value={own.threads ?? null}
        placeholder={all.threads === null ? 'Automatic' : count(all.threads)}
        hint="Of the processor. Automatic: as was measured to be best, for each phase."
        isResettable
        change={(threads) => change({ threads })}
      />
      <NumberField
        label="Batch size, tokens"
        value={own.batchSize ?? null}
        placeholder={all.batchSize === null ? 'Automatic' : count(all.batchSize)}
        hint="How much of a prompt is read in one go. Automatic: as was measured to be best."
        isResettable
        change={(batchSize) => change({ batchSize })}
      />
      <Choice
        label="Memory mapping"
        value={onOff(own.memoryMap)}
        options={[
          ['', 'Automatic'],
          ['on', 'On'],
          ['off', 'Off'],
        ]}
        hint="On: the system maps the file and may drop parts of it when memory is short. Off: all of it is read into memory first."
        isResettable
        change={(choice) => change({ memoryMap: fromOnOff(choice) })}
      />
    </>
  );
};

const asForAll = (value: boolean | null): string =>
  value === null ? 'Automatic' : `As for all: ${value ? 'On' : 'Off'}`;

/** Throws, with a sentence, what is no list of numbers. */
const devicesFrom = (text: string): number[] | null => {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.some((part) => !/^\d{1,2}$/.test(part)))
    throw new Error('Devices must be whole numbers, for example 0, 1.');
  return parts.length === 0 ? null : parts.map(Number);
};

const WritingFields = ({ own, all, change }: FieldsProps) => (
  <>
    <NumberField
      hasDecimals
      label="Temperature"
      value={own.temperature ?? null}
      placeholder={all.temperature === null ? 'Automatic' : String(all.temperature)}
      hint={`0 always takes the likeliest token. Automatic: what its file recommends, else ${samplingDefaults.temperature}.`}
      isResettable
      change={(temperature) => change({ temperature })}
    />
    <NumberField
      label="Top K"
      value={own.topK ?? null}
      placeholder={String(samplingDefaults.topK)}
      hint="Only so many of the likeliest tokens are chosen from. 0: all of them."
      isResettable
      change={(topK) => change({ topK })}
    />
    <NumberField
      hasDecimals
      label="Top P"
      value={own.topP ?? null}
      placeholder={String(samplingDefaults.topP)}
      hint="Of the likeliest tokens as many as together have this probability. 1: all of them."
      isResettable
      change={(topP) => change({ topP })}
    />
    <NumberField
      hasDecimals
      label="Min P"
      value={own.minP ?? null}
      placeholder={String(samplingDefaults.minP)}
      hint="No token that has less than this share of the likeliest one’s probability. 0: no such limit."
      isResettable
      change={(minP) => change({ minP })}
    />
    <NumberField
      hasDecimals
      label="Repeat penalty"
      value={own.repeatPenalty ?? null}
      placeholder={String(samplingDefaults.repeatPenalty)}
      hint="Makes what was just written less likely. 1: not at all."
      isResettable
      change={(repeatPenalty) => change({ repeatPenalty })}
    />
    <TextField
      label="System prompt"
      value={own.systemPrompt ?? ''}
      placeholder={all.systemPrompt === '' ? 'None' : all.systemPrompt}
      hint="Put before every chat with this model. Empty: the system prompt for all models, where there is one."
      isTall
      isResettable
      change={(text) => change({ systemPrompt: text === '' ? null : text })}
    />
    <TextField
      label="Chat template"
      value={own.chatTemplate ?? ''}
      placeholder="The one in its file"
      hint="Jinja that turns the messages of a chat into its prompt. A wrong one makes a good model write nonsense."
      isTall
      isCode
      isResettable
      change={(text) => change({ chatTemplate: text === '' ? null : text })}
    />
  </>
);

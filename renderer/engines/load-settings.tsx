/**
 * How one model is run, where that differs from the settings for all. A field that is empty says what holds instead,
 * and what that means.
 */
import type { Backend, KvPrecision } from '../../main/shared/contract/engine.ts';
import type { LoadSettings, Settings } from '../../main/shared/contract/settings.ts';
import { backendNames } from '../../main/shared/model/backends.ts';
import { samplingDefaults } from '../../main/shared/settings/sampling-defaults.ts';
import { count } from '../words/figures.ts';
import { Confirm } from '../controls/confirm.tsx';
import { Choice } from '../controls/choice.tsx';
import { backendOptions } from './backend-options.ts';
import { NumberField } from '../controls/number-field.tsx';
import { TextField } from '../controls/text-field.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useWindow } from '../state/use-session.ts';
import { countSet, type OwnSettings } from './use-load-settings.ts';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { loadSettingsWords as words } from '../words/load-settings.ts';
import { settingsWords as labels } from '../words/settings.ts';

interface FieldsProps {
  own: LoadSettings;
  all: Settings;
  change: OwnSettings['change'];
}

export const LoadSettingsFields = ({ own, problem, change, reset }: OwnSettings) => {
  const all = useWindow((state) => state.settings);
  const [resetProblem, attempt] = useAttempt();
  if (problem !== null) return <p className="field-problem">{problem}</p>;
  if (own === null || all === null) return <p className="hint">{words.reading}</p>;
  const changed = countSet(own);
  return (
    <div className="load-settings">
      <div className="load-settings-head">
        <p className="hint">{words.about}</p>
        <Confirm
          label={words.resetAsked}
          question={words.resetQuestion(changed)}
          yes={words.resetAll}
          isAtEnd
          isDisabled={changed === 0}
          act={() => attempt(reset())}
        />
      </div>
      <Problem text={resetProblem} />
      <h4>{words.memoryAndSpeed}</h4>
      <RunFields own={own} all={all} change={change} />
      <h4>{words.sampling}</h4>
      <SamplingFields own={own} all={all} change={change} />
    </div>
  );
};

const onOff = (value: boolean | null | undefined): string =>
  value === null || value === undefined ? '' : value ? 'on' : 'off';
const fromOnOff = (choice: string): boolean | null => (choice === '' ? null : choice === 'on');

const precisionNames: Record<KvPrecision, string> = labels.kvPrecision.names;

const RunFields = ({ own, all, change }: FieldsProps) => {
  const platform = useWindow((state) => state.app?.platform ?? '');
  return (
    <>
      <NumberField
        label={labels.contextLength.label}
        value={own.contextLength ?? null}
        placeholder={all.contextLength === null ? common.automatic : count(all.contextLength)}
        hint={words.contextLengthHint}
        isResettable
        change={(contextLength) => change({ contextLength })}
      />
      <NumberField
        label={words.gpuLayers.label}
        value={own.gpuLayers ?? null}
        hint={words.gpuLayers.hint}
        isResettable
        change={(gpuLayers) => change({ gpuLayers })}
      />
      <Choice
        label={labels.backend.label}
        value={own.backend ?? ''}
        options={[
          ['', all.backend === null ? common.automatic : words.globalDefault(backendNames[all.backend])],
          ...backendOptions(platform, own.backend ?? null),
        ]}
        hint={labels.backend.hint}
        isResettable
        change={(backend) => change({ backend: backend === '' ? null : (backend as Backend) })}
      />
      <TextField
        label={words.devices.label}
        value={own.devices?.join(', ') ?? ''}
        placeholder={words.devices.placeholder}
        hint={words.devices.hint}
        isResettable
        change={async (text) => change({ devices: devicesFrom(text) })}
      />
      <Choice
        label={labels.kvPrecision.label}
        value={own.kvPrecision ?? ''}
        options={[
          ['', words.globalDefault(precisionNames[all.kvPrecision])],
          ...Object.entries(precisionNames),
        ]}
        hint={words.kvPrecisionHint}
        isResettable
        change={(kv) => change({ kvPrecision: kv === '' ? null : (kv as KvPrecision) })}
      />
      <Choice
        label={labels.flashAttention.label}
        value={onOff(own.flashAttention)}
        options={[
          ['', asForAll(all.flashAttention)],
          ['on', common.on],
          ['off', common.off],
        ]}
        hint={labels.flashAttention.hint}
        isResettable
        change={(choice) => change({ flashAttention: fromOnOff(choice) })}
      />
      <NumberField
        label={labels.threads.label}
        value={own.threads ?? null}
        placeholder={all.threads === null ? common.automatic : count(all.threads)}
        hint={words.threadsHint}
        isResettable
        change={(threads) => change({ threads })}
      />
      <NumberField
        label={labels.batchSize.label}
        value={own.batchSize ?? null}
        placeholder={all.batchSize === null ? common.automatic : count(all.batchSize)}
        hint={words.batchSizeHint}
        isResettable
        change={(batchSize) => change({ batchSize })}
      />
      <Choice
        label={words.memoryMap.label}
        value={onOff(own.memoryMap)}
        options={[
          ['', common.automatic],
          ['on', common.on],
          ['off', common.off],
        ]}
        hint={words.memoryMap.hint}
        isResettable
        change={(choice) => change({ memoryMap: fromOnOff(choice) })}
      />
    </>
  );
};

const asForAll = (value: boolean | null): string =>
  value === null ? common.automatic : words.globalDefault(value ? common.on : common.off);

/** Throws, with a sentence, what is no list of numbers. */
const devicesFrom = (text: string): number[] | null => {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.some((part) => !/^\d{1,2}$/.test(part))) throw new Error(words.devices.refusal);
  return parts.length === 0 ? null : parts.map(Number);
};

const SamplingFields = ({ own, all, change }: FieldsProps) => (
  <>
    <NumberField
      hasDecimals
      label={labels.temperature.label}
      value={own.temperature ?? null}
      placeholder={all.temperature === null ? common.automatic : String(all.temperature)}
      hint={words.temperatureHint(samplingDefaults.temperature)}
      isResettable
      change={(temperature) => change({ temperature })}
    />
    <NumberField
      label={words.topK.label}
      value={own.topK ?? null}
      placeholder={String(samplingDefaults.topK)}
      hint={words.topK.hint}
      isResettable
      change={(topK) => change({ topK })}
    />
    <NumberField
      hasDecimals
      label={words.topP.label}
      value={own.topP ?? null}
      placeholder={String(samplingDefaults.topP)}
      hint={words.topP.hint}
      isResettable
      change={(topP) => change({ topP })}
    />
    <NumberField
      hasDecimals
      label={words.minP.label}
      value={own.minP ?? null}
      placeholder={String(samplingDefaults.minP)}
      hint={words.minP.hint}
      isResettable
      change={(minP) => change({ minP })}
    />
    <NumberField
      hasDecimals
      label={words.repeatPenalty.label}
      value={own.repeatPenalty ?? null}
      placeholder={String(samplingDefaults.repeatPenalty)}
      hint={words.repeatPenalty.hint}
      isResettable
      change={(repeatPenalty) => change({ repeatPenalty })}
    />
    <TextField
      label={labels.systemPrompt.label}
      value={own.systemPrompt ?? ''}
      placeholder={all.systemPrompt === '' ? common.none : all.systemPrompt}
      hint={words.systemPromptHint}
      isTall
      isResettable
      change={(text) => change({ systemPrompt: text === '' ? null : text })}
    />
    <TextField
      label={words.chatTemplate.label}
      value={own.chatTemplate ?? ''}
      placeholder={words.chatTemplate.placeholder}
      hint={words.chatTemplate.hint}
      isTall
      isCode
      isResettable
      change={(text) => change({ chatTemplate: text === '' ? null : text })}
    />
  </>
);

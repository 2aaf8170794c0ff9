/** One setting, drawn from its entry in the registry. */
import type { Settings } from '../../main/shared/contract/settings.ts';
import {
  emptyText,
  hintOf,
  type Bias,
  type Entry,
  type ResponseFormat,
  type Scope,
} from '../../main/shared/settings/entry.ts';
import { keysName } from '../../main/shared/settings/keys.ts';
import {
  biasesAsLines,
  biasesInLines,
  textsAsLines,
  textsInLines,
} from '../../main/shared/settings/lines.ts';
import { refusalOf } from '../../main/shared/settings/refusals.ts';
import {
  effective,
  entryOf,
  type ScopeValues,
  type SettingName,
} from '../../main/shared/settings/registry.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { count, figure } from '../words/figures.ts';
import { settingsWords as words } from '../words/settings.ts';
import { FormatField } from './format-field.tsx';
import { Choice } from './choice.tsx';
import { KeysField } from './keys-field.tsx';
import { NumberField } from './number-field.tsx';
import { settingElement } from './setting-places.ts';
import { Switch } from './switch.tsx';
import { TextField } from './text-field.tsx';

interface Props {
  name: SettingName;
  scope: Scope;
  /** The values that this scope sets. */
  values: ScopeValues;
  /**
   * The values of the wider scopes, beginning with the widest; a field without a value shows the one that applies from them.
   */
  wider?: readonly ScopeValues[];
  /** What the file of the model recommends, which applies if no scope has a value. */
  recommended?: ScopeValues | null;
  /** Whose values these are, if the window shows those of several, one after another. */
  draftKey?: string;
  /** Rejects with the sentence of a refusal. */
  change: (patch: ScopeValues) => Promise<void>;
}

export const SettingField = ({
  name,
  scope,
  values,
  wider = [],
  recommended = null,
  draftKey = '',
  change,
}: Props) => {
  const cores = useWindow((state) => state.app?.cores ?? null);
  const platform = useWindow((state) => state.app?.platform ?? '');
  const kvSavingBytes = useWindow((state) => state.engine?.model?.kvSavingBytes ?? null);
  const entry = entryOf(name);
  const isInner = wider.length > 0;
  const own: unknown = values[name] ?? (isInner ? null : entry.default);
  const advised = textOf(entry, recommended?.[name] ?? null);
  const inherited =
    (isInner ? textOf(entry, effective(...wider)[name]) : null) ??
    (advised === null ? null : words.recommended(advised));
  const set = (value: unknown): Promise<void> => change({ [name]: value });
  const shared = {
    label: entry.label,
    hint: hintOf(entry, { scope, cores, kvSavingBytes }),
    isResettable: isInner,
  };
  /** The first option of a list, which resets the setting. */
  const unset: [string, string][] =
    isInner || entry.default === null
      ? [['', inherited === null ? emptyText(entry) : words.globalDefault(inherited)]]
      : [];

  switch (entry.kind) {
    case 'onOff':
      if (unset.length === 0) return <Switch {...shared} isOn={own === true} change={set} />;
      return (
        <Choice
          {...shared}
          value={own === null ? '' : own === true ? 'on' : 'off'}
          options={[...unset, ['on', common.on], ['off', common.off]]}
          change={(value) => set(value === '' ? null : value === 'on')}
        />
      );
    case 'choice': {
      const offered = entry.offered?.(platform) ?? Object.keys(entry.names);
      // A value that this platform does not offer stays in the list, so that it can be seen and changed.
      const listed = typeof own === 'string' && !offered.includes(own) ? [...offered, own] : offered;
      return (
        <Choice
          {...shared}
          value={String(own ?? '')}
          options={[...unset, ...listed.map((value): [string, string] => [value, entry.names[value]!])]}
          change={(value) => set(value === '' ? null : value)}
        />
      );
    }
    case 'keys':
      return <KeysField {...shared} value={String(own)} suggested={entry.suggested} change={set} />;
    case 'number':
      return (
        <NumberField
          {...shared}
          value={own as number | null}
          placeholder={inherited ?? emptyText(entry)}
          hasDecimals={!entry.isWhole}
          change={set}
        />
      );
    case 'numbers':
      return (
        <TextField
          {...shared}
          value={textOf(entry, own) ?? ''}
          placeholder={inherited ?? emptyText(entry)}
          change={async (text) => set(numbersIn(entry, text))}
        />
      );
    case 'texts':
    case 'biases':
      return (
        <TextField
          {...shared}
          value={textOf(entry, own) ?? ''}
          placeholder={inherited ?? emptyText(entry)}
          isTall
          isCode
          change={async (text) => set(listIn(entry, text))}
        />
      );
    case 'format':
      return (
        <FormatField
          {...shared}
          value={own as ResponseFormat | null}
          unset={unset[0]![1]}
          isInherited={inherited !== null}
          draftKey={`${scope} ${draftKey}`}
          change={set}
        />
      );
    default:
      return (
        <TextField
          {...shared}
          value={String(own ?? '')}
          placeholder={inherited ?? entry.empty}
          isTall={entry.kind === 'text'}
          isCode={entry.kind === 'text' && entry.isCode === true}
          change={(text) => set(text === '' && isInner ? null : text)}
        />
      );
  }
};

/** One setting for all models. */
export const GlobalSetting = ({ name }: { name: SettingName }) => {
  const session = useSession();
  const values = useWindow((state) => state.settings);
  return (
    <div id={settingElement(name)} className="setting-place">
      <SettingField
        name={name}
        scope="all"
        values={values ?? {}}
        change={(patch) => session.changeSettings(patch as Partial<Settings>)}
      />
    </div>
  );
};

/** A value as text for the user; `null` for none. */
const textOf = (entry: Entry, value: unknown): string | null => {
  if (value === null || value === '') return null;
  switch (entry.kind) {
    case 'onOff':
      return value === true ? common.on : common.off;
    case 'choice':
      return entry.names[String(value)] ?? String(value);
    case 'keys':
      return keysName(String(value));
    case 'number':
      return entry.isWhole ? count(Number(value)) : figure(Number(value));
    case 'numbers':
      return (value as number[]).join(', ');
    case 'texts':
      return textsAsLines(value as string[]);
    case 'format':
      return words.format.kinds[(value as ResponseFormat).kind];
    case 'biases':
      return biasesAsLines(value as Bias[], entry.from);
    default:
      return String(value);
  }
};

/** The texts or biases in the lines of `text`; `null` for none. Throws an error with a sentence if a line is neither. */
const listIn = (entry: Entry & { kind: 'texts' | 'biases' }, text: string): string[] | Bias[] | null => {
  if (entry.kind === 'texts') return textsInLines(text);
  const biases = biasesInLines(text, entry.from);
  if (biases !== null && 'bad' in biases) throw new Error(refusalOf(entry));
  return biases;
};

/** The numbers that `text` lists; `null` for none. Throws an error with a sentence if it holds anything else. */
const numbersIn = (entry: Entry, text: string): number[] | null => {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.some((part) => !/^\d+$/.test(part))) throw new Error(refusalOf(entry));
  return parts.length === 0 ? null : parts.map(Number);
};

/** A response format: its kind, and a JSON schema or a grammar that is checked as it is typed. */
import { useDeferredValue, useEffect, useEffectEvent, useId, useMemo, useState } from 'react';
import { faultIn } from '../../main/shared/grammar/response-format.ts';
import type { ResponseFormat } from '../../main/shared/settings/entry.ts';
import { settingsWords } from '../words/settings.ts';
import { sentenceOf } from '../words/told.ts';
import { Choice } from './choice.tsx';
import { formatExamples } from './format-examples.ts';
import { useAttempt } from './use-attempt.ts';

interface Props {
  label: string;
  hint: string;
  /** `null`: what a wider scope says. */
  value: ResponseFormat | null;
  /** The text of the option for `null`. */
  unset: string;
  /** A wider scope binds answers. */
  isInherited: boolean;
  isResettable: boolean;
  /** Where text that is not valid yet is kept while the field is not shown. */
  draftKey: string;
  /** Rejects with the sentence of a refusal. */
  change: (value: ResponseFormat | null) => Promise<void>;
}

export const FormatField = ({ value, unset, isInherited, draftKey, change, ...shared }: Props) => {
  const canBeFree = isInherited || value?.kind === 'text';
  const choose = (kind: string): Promise<void> =>
    change(
      kind === ''
        ? null
        : kind === 'schema' || kind === 'grammar'
          ? { kind, source: Object.values(formatExamples[kind])[0]! }
          : { kind: 'text', source: '' },
    );
  return (
    <>
      <Choice
        {...shared}
        value={value?.kind ?? ''}
        options={[
          ['', unset],
          ...(canBeFree ? [['text', settingsWords.format.free] as [string, string]] : []),
          ['schema', settingsWords.format.kinds.schema],
          ['grammar', settingsWords.format.kinds.grammar],
        ]}
        change={choose}
      />
      {value !== null && value.kind !== 'text' && (
        <FormatEditor
          key={`${draftKey} ${value.kind}`}
          kind={value.kind}
          source={value.source}
          draftKey={`${draftKey} ${value.kind}`}
          change={change}
        />
      )}
    </>
  );
};

/** Texts that are not stored because they have a fault. */
const unfinished = new Map<string, string>();

/** Milliseconds without a change after which a valid text is stored. */
const saveAfterMs = 700;

interface EditorProps {
  kind: Exclude<ResponseFormat['kind'], 'text'>;
  source: string;
  draftKey: string;
  change: Props['change'];
}

const FormatEditor = ({ kind, source, draftKey, change }: EditorProps) => {
  const id = useId();
  const [typed, setTyped] = useState(() => unfinished.get(draftKey) ?? null);
  const [problem, attempt, forget] = useAttempt();
  const shown = typed ?? source;
  const checked = useDeferredValue(shown);
  const fault = useMemo(() => faultIn({ kind, source: checked }), [kind, checked]);
  const type = (text: string): void => {
    setTyped(text);
    forget();
    unfinished.set(draftKey, text);
  };
  const save = async (text: string): Promise<void> => {
    if (faultIn({ kind, source: text }) !== null) return;
    if (text !== source && !(await attempt(change({ kind, source: text })))) return;
    // More may have been typed meanwhile.
    if (unfinished.get(draftKey) === text) unfinished.delete(draftKey);
    setTyped((now) => (now === text ? null : now));
  };
  const saveTyped = useEffectEvent((text: string) => void save(text));
  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => saveTyped(typed), saveAfterMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const said = problem ?? (fault === null ? null : sentenceOf(fault));
  return (
    <div className="field is-tall">
      <label htmlFor={id}>{settingsWords.format.kinds[kind]}</label>
      <textarea
        id={id}
        rows={Math.min(16, Math.max(6, shown.split('\n').length))}
        className="code-field"
        spellCheck={false}
        value={shown}
        aria-describedby={`${id}-state`}
        aria-invalid={said !== null}
        onChange={(event) => type(event.target.value)}
        onBlur={() => typed !== null && void save(typed)}
      />
      {/* Told as one types, without interrupting. */}
      <p id={`${id}-state`} role="status" className={said === null ? 'hint' : 'field-problem'}>
        {said === null
          ? settingsWords.format.valid[kind]
          : typed === null
            ? said
            : `${said} ${settingsWords.format.notApplied}`}
      </p>
      <div className="field-row" role="group" aria-label={settingsWords.format.examples}>
        <span className="hint">{settingsWords.format.examples}</span>
        {Object.entries(formatExamples[kind]).map(([name, example]) => (
          <button
            key={name}
            type="button"
            className="text-button"
            onClick={() => {
              type(example);
              void save(example);
            }}
          >
            {settingsWords.format.exampleNames[name as keyof typeof settingsWords.format.exampleNames]}
          </button>
        ))}
      </div>
    </div>
  );
};

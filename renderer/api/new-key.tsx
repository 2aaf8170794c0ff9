/** Makes a key: its name, what it allows, and how long. */
import { useId, useState } from 'react';
import type { ApiRightName } from '../../main/shared/contract/api.ts';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useOneAtATime } from '../controls/use-one-at-a-time.ts';
import { useSession } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { serverWords } from '../words/local-server.ts';

const words = serverWords.keys;

const allRights: readonly ApiRightName[] = ['ask', 'models', 'status'];
const lifetimes = [null, 7, 30, 90, 365];

interface Props {
  close: () => void;
  made: (key: { name: string; text: string }) => void;
}

export const NewKey = ({ close, made }: Props) => {
  const session = useSession();
  const id = useId();
  const [name, setName] = useState('');
  const [rights, setRights] = useState<readonly ApiRightName[]>(['ask', 'models']);
  const [days, setDays] = useState<number | null>(null);
  const [problem, attempt] = useAttempt();
  const once = useOneAtATime();
  const create = async (): Promise<void> => {
    const key = await session.createApiKey({ name, rights: [...rights], days });
    made({ name: name.trim(), text: key.text });
  };
  return (
    <form
      className="new-key"
      aria-label={words.new}
      onSubmit={(event) => {
        event.preventDefault();
        once(() => attempt(create()));
      }}
    >
      <label htmlFor={`${id}-name`}>{words.name}</label>
      <input
        id={`${id}-name`}
        ref={focus}
        autoComplete="off"
        dir="auto"
        maxLength={100}
        placeholder={words.nameExample}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <span id={`${id}-rights`}>{words.rights}</span>
      <div className="new-key-rights" role="group" aria-labelledby={`${id}-rights`}>
        {allRights.map((right) => (
          <label key={right} className="check">
            <input
              type="checkbox"
              checked={rights.includes(right)}
              onChange={({ target }) =>
                setRights(allRights.filter((one) => (one === right ? target.checked : rights.includes(one))))
              }
            />
            {words.right[right]}
          </label>
        ))}
      </div>
      <label htmlFor={`${id}-expires`}>{words.expires}</label>
      <select
        id={`${id}-expires`}
        value={String(days)}
        onChange={({ target }) => setDays(target.value === 'null' ? null : Number(target.value))}
      >
        {lifetimes.map((one) => (
          <option key={String(one)} value={String(one)}>
            {words.days(one)}
          </option>
        ))}
      </select>
      <div className="new-key-foot">
        <Problem text={problem} />
        <div className="field-row">
          <button type="submit" className="button is-main">
            {words.create}
          </button>
          <button type="button" className="button" onClick={close}>
            {common.cancel}
          </button>
        </div>
      </div>
    </form>
  );
};

/** Once, when the form opens. */
const focus = (field: HTMLInputElement | null): void => field?.focus();

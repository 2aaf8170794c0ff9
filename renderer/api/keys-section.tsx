/** The keys of other programs. */
import { useRef, useState } from 'react';
import type { ApiKey } from '../../main/shared/contract/api.ts';
import { Confirm } from '../controls/confirm.tsx';
import { NotHere } from '../controls/not-here.tsx';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useNow } from '../controls/use-now.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { serverWords } from '../words/local-server.ts';
import { ago, dateWords } from '../words/models.ts';
import { MadeKeyNote } from './made-key.tsx';
import { NewKey } from './new-key.tsx';

const words = serverWords.keys;

export const KeysSection = () => {
  const session = useSession();
  const keys = useWindow((state) => state.apiKeys);
  const asked = useAsked(keys === null, session.askApiKeys);
  const [isNew, setIsNew] = useState(false);
  /** A button closed the form or the new key and is gone, so this section takes the focus. */
  const isLeft = useRef(false);
  const [made, setMade] = useState<{ name: string; text: string } | null>(null);
  return (
    <div className="api-section">
      <div className="api-head">
        <p>{words.about}</p>
        {!isNew && (
          <button
            type="button"
            className="button"
            ref={(button) => {
              if (!isLeft.current || button === null) return;
              isLeft.current = false;
              button.focus({ preventScroll: true });
            }}
            onClick={() => setIsNew(true)}
          >
            {words.new}
          </button>
        )}
      </div>
      {isNew && (
        <NewKey
          close={() => {
            isLeft.current = true;
            setIsNew(false);
          }}
          made={(key) => {
            setMade(key);
            setIsNew(false);
          }}
        />
      )}
      {made !== null && (
        <MadeKeyNote
          sentence={words.made(made.name)}
          text={made.text}
          close={() => {
            isLeft.current = true;
            setMade(null);
          }}
        />
      )}
      {keys === null ? (
        <NotHere asked={asked} waiting={words.loading} />
      ) : keys.length === 0 ? (
        <p className="page-note" role="status">
          {words.none}
        </p>
      ) : (
        <ul className="api-list" aria-label={words.list}>
          {keys.map((key) => (
            <Key key={key.id} entry={key} />
          ))}
        </ul>
      )}
    </div>
  );
};

const Key = ({ entry }: { entry: ApiKey }) => {
  const session = useSession();
  const [problem, attempt] = useAttempt();
  const now = useNow();
  const { id, name, ending, rights, createdAt, usedAt, expiresAt } = entry;
  const isOver = expiresAt !== null && expiresAt <= now;
  return (
    <li className="key">
      <p className="key-name" dir="auto">
        {name}
      </p>
      <div className="key-tools">
        <Confirm
          label={words.deleteAsked}
          about={words.deleteOne(name)}
          question={words.deleteQuestion(name)}
          yes={common.delete}
          isAtEnd
          act={() => attempt(session.call('deleteApiKey', { id }))}
        />
      </div>
      <p className="key-facts">
        <span>{words.ending(ending)}</span>
        {rights.map((right) => (
          <span key={right}>{words.right[right]}</span>
        ))}
      </p>
      <p className="key-facts">
        <span>{words.created(ago(createdAt, now))}</span>
        <span>{words.used(usedAt === null ? null : ago(usedAt, now))}</span>
        {expiresAt !== null && (
          <span className={isOver ? 'is-problem' : undefined}>
            {isOver ? words.expired(dateWords(expiresAt)) : words.expiresAt(dateWords(expiresAt))}
          </span>
        )}
      </p>
      <Problem text={problem} />
    </li>
  );
};

/** What Hearth consists of, and the licence of each part; asked for when the list is opened. */
import { useState } from 'react';
import type { HearthPart } from '../../main/shared/contract/app.ts';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession } from '../state/use-session.ts';
import { aboutWords } from '../words/about.ts';

const words = aboutWords.licences;

export const Licences = () => {
  const session = useSession();
  const [parts, setParts] = useState<HearthPart[] | null>(null);
  const [problem, attempt] = useAttempt();
  return (
    <details
      className="licences"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && parts === null)
          void attempt(session.call('hearthParts', {}).then(setParts));
      }}
    >
      <summary>{words.open}</summary>
      <Problem text={problem} />
      {parts !== null && (
        <p className="hint">{parts.length === 0 ? words.none : words.about(parts.length)}</p>
      )}
      {parts !== null && parts.length > 0 && (
        <ul aria-label={words.list}>
          {parts.map((part) => (
            <li key={`${part.name}@${part.version}`}>
              <Part part={part} />
            </li>
          ))}
        </ul>
      )}
    </details>
  );
};

const Part = ({ part: { name, version, licence } }: { part: HearthPart }) => {
  const session = useSession();
  const [text, setText] = useState<string | null>(null);
  const [problem, attempt] = useAttempt();
  return (
    <details
      onToggle={(event) => {
        // Events of the inner list reach the outer one in React.
        event.stopPropagation();
        if (event.currentTarget.open && text === null)
          void attempt(session.call('licenceText', { name, version }).then(setText));
      }}
    >
      <summary>
        {name} {version} <span className="hint">{licence}</span>
      </summary>
      <Problem text={problem} />
      {text !== null && <pre className="licence-text">{text === '' ? words.noText : text}</pre>}
    </details>
  );
};

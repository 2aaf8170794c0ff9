/** Models that are being copied into Hearth's folder: the progress of each, and a button that cancels it. */
import type { ImportProgress } from '../../main/shared/contract/library.ts';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { Problem } from '../controls/problem.tsx';
import { copyingWords as words } from '../words/library.ts';

export const Imports = () => {
  const imports = useWindow((state) => state.imports);
  return imports.length === 0 ? null : (
    <ul className="imports" aria-label={words.title}>
      {imports.map((one) => (
        <Import key={one.id} {...one} />
      ))}
    </ul>
  );
};

const Import = ({ id, name, doneBytes, bytes: size }: ImportProgress) => {
  const session = useSession();
  const [problem, attempt] = useAttempt();
  return (
    <li>
      <p className="import-name">{words.copying(name)}</p>
      <p className="hint">{words.done(doneBytes, size)}</p>
      <progress className="download-bar" aria-label={words.progressOf(name)} max={size} value={doneBytes} />
      <button
        type="button"
        className="button"
        aria-label={words.stopNamed(name)}
        onClick={() => void attempt(session.call('cancelImport', { id }))}
      >
        {words.stop}
      </button>
      <Problem text={problem} />
    </li>
  );
};

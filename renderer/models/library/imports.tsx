/** Models that are being copied into Hearth's folder: how far each is, and the way to end it. */
import type { ImportProgress } from '../../../main/contract/model-types.ts';
import { bytes } from '../../latency/figures.ts';
import { useAttempt } from '../../settings/use-attempt.ts';
import { useSession, useWindow } from '../../state/use-session.ts';
import { Problem } from '../../parts/problem.tsx';

export const Imports = () => {
  const imports = useWindow((state) => state.imports);
  return imports.length === 0 ? null : (
    <ul className="imports" aria-label="Copies under way">
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
      <p className="import-name">Copying {name}</p>
      <p className="hint">
        {bytes(doneBytes)} of {bytes(size)}
      </p>
      <progress
        className="download-bar"
        aria-label={`Progress of copying ${name}`}
        max={size}
        value={doneBytes}
      />
      <button
        type="button"
        className="button"
        aria-label={`Stop copying ${name}`}
        onClick={() => void attempt(session.cancelImport(id))}
      >
        Stop
      </button>
      <Problem text={problem} />
    </li>
  );
};

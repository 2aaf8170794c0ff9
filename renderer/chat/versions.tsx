/** Which version of a message is shown, with the way to its neighbours. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Message } from '../../main/contract/types.ts';
import { useSession } from '../state/use-session.ts';

export const Versions = ({ message, canChange }: { message: Message; canChange: boolean }) => {
  const session = useSession();
  const { versions, id } = message;
  if (versions.length < 2) return null;
  const index = versions.indexOf(id);
  const step = (by: -1 | 1, label: string, Icon: typeof ChevronLeft) => {
    const target = versions[index + by];
    return (
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        disabled={target === undefined || !canChange}
        onClick={() => target !== undefined && void session.selectVersion(target)}
      >
        <Icon aria-hidden />
      </button>
    );
  };
  return (
    <span className="versions" role="group" aria-label="Versions">
      {step(-1, 'Previous version', ChevronLeft)}
      <span className="versions-count">
        {index + 1} of {versions.length}
      </span>
      {step(1, 'Next version', ChevronRight)}
    </span>
  );
};

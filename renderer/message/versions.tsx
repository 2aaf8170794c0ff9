/** Which version of a message is shown, with buttons for the neighbouring versions. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Message } from '../../main/shared/contract/message.ts';
import { messageElementId } from '../controls/go-to-message.ts';
import { useSession } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

export const Versions = ({ message, canChange }: { message: Message; canChange: boolean }) => {
  const session = useSession();
  const { versions, id } = message;
  if (versions.length < 2) return null;
  const index = versions.indexOf(id);
  /** Another message replaces the one with this button, and its own button gets the focus. */
  const show = async (target: string, label: string): Promise<void> => {
    if (!(await session.selectVersion(target))) return;
    requestAnimationFrame(() => {
      const buttons = document
        .getElementById(messageElementId(target))
        ?.querySelectorAll<HTMLElement>('.versions .icon-button:not(:disabled)');
      const all = [...(buttons ?? [])];
      (all.find((button) => button.getAttribute('aria-label') === label) ?? all[0])?.focus();
    });
  };
  const step = (by: -1 | 1, label: string, Icon: typeof ChevronLeft) => {
    const target = versions[index + by];
    return (
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        disabled={target === undefined || !canChange}
        onClick={() => {
          if (target !== undefined) void show(target, label);
        }}
      >
        <Icon aria-hidden />
      </button>
    );
  };
  return (
    <span className="versions" role="group" aria-label={words.versions}>
      {step(-1, words.previousVersion, ChevronLeft)}
      <button
        type="button"
        className="versions-count"
        title={words.tree}
        onClick={() => session.openPanel('tree')}
      >
        {words.versionCount(index + 1, versions.length)}
      </button>
      {step(1, words.nextVersion, ChevronRight)}
    </span>
  );
};

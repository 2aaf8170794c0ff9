/** What can be done with a message beyond the buttons beside it. */
import { Ellipsis } from 'lucide-react';
import type { Message } from '../../main/shared/contract/message.ts';
import { MenuItem } from '../controls/menu-item.tsx';
import { Popover } from '../controls/popover.tsx';
import { focusComposer } from '../state/focus-composer.ts';
import { useSession } from '../state/use-session.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.message;

interface Props {
  message: Message;
  /** No answer runs in this chat. */
  canChange: boolean;
  /** Opens the editor; `null` if there is nothing to edit, or a button for it. */
  edit: (() => void) | null;
  /** Continues the answer from the time stamp of a click; `null` if it cannot be continued, or has a button for it. */
  goOn: ((pressedAt: number) => void) | null;
  /** Answers again without what this answer was told to begin with; `null` if it was told nothing. */
  regenerateFreely: ((pressedAt: number) => void) | null;
}

export const MessageMenu = ({ message, canChange, edit, goOn, regenerateFreely }: Props) => {
  const session = useSession();
  return (
    <Popover
      label={words.menu}
      button={<Ellipsis aria-hidden />}
      buttonLabel={words.menu}
      buttonClass="icon-button"
      panelClass="menu"
    >
      {canChange && edit && <MenuItem act={edit}>{words.edit}</MenuItem>}
      {canChange && goOn && <MenuItem act={() => goOn(performance.now())}>{words.continue}</MenuItem>}
      {canChange && regenerateFreely && (
        <MenuItem act={() => regenerateFreely(performance.now())}>{words.regenerateFreely}</MenuItem>
      )}
      <MenuItem
        act={() => {
          void session.forkChat(message.id);
          focusComposer();
        }}
      >
        {words.fork}
      </MenuItem>
      <MenuItem act={() => session.openPanel('tree')}>{words.tree}</MenuItem>
      {canChange && (
        <MenuItem
          act={() => {
            void session.deleteMessage(message);
            focusComposer();
          }}
        >
          {words.delete}
        </MenuItem>
      )}
    </Popover>
  );
};

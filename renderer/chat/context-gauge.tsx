/** How full the context is. Its figure opens what the parts are and what happens when it is full. */
import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import type { Chat } from '../../main/contract/types.ts';
import { count } from '../latency/figures.ts';
import { Popover } from '../parts/popover.tsx';
import { useSession } from '../state/use-session.ts';
import { overflowChoices, type ContextUse } from './context-use.ts';

interface Props {
  use: ContextUse;
  /** `null` for a new chat, for which nothing can be chosen yet. */
  chat: Chat | null;
}

export const ContextGauge = ({ use, chat }: Props) => {
  const { used, draft, reserved, limit, isEstimate } = use;
  const about = isEstimate ? 'about ' : '';
  const words = `${about}${count(used + draft)} of ${count(limit)} tokens`;
  const share = (tokens: number) => ({ width: `${(100 * tokens) / limit}%` });
  return (
    <div className="gauge">
      <div
        className="gauge-bar"
        role="meter"
        aria-label="Context"
        aria-valuemin={0}
        aria-valuenow={Math.min(limit, used + draft)}
        aria-valuemax={limit}
        aria-valuetext={words}
      >
        <span className="gauge-used" style={share(used)} />
        <span className="gauge-draft" style={share(draft)} />
        <span className="gauge-reserved" style={share(reserved)} />
      </div>
      <Popover
        label="Context"
        button={
          <>
            {words}
            <ChevronDown aria-hidden />
          </>
        }
        buttonClass="gauge-button"
        buttonTitle="What happens when the context is full"
        panelClass="gauge-panel"
      >
        <h2>Context</h2>
        <dl className="facts">
          <Part swatch="gauge-used" name="In this chat" tokens={used} about={about} />
          <Part swatch="gauge-draft" name="In this draft" tokens={draft} about={about} />
          <Part swatch="gauge-reserved" name="Kept free for the answer" tokens={reserved} />
          <Part swatch="" name="Fits in all" tokens={limit} />
        </dl>
        {chat && <OverflowChoice chat={chat} />}
      </Popover>
    </div>
  );
};

interface PartProps {
  swatch: string;
  name: string;
  tokens: number;
  about?: string;
}

const Part = ({ swatch, name, tokens, about = '' }: PartProps) => (
  <>
    <dt>
      <i className={`swatch ${swatch}`} aria-hidden="true" />
      {name}
    </dt>
    <dd>
      {about}
      {count(tokens)} tokens
    </dd>
  </>
);

const OverflowChoice = ({ chat }: { chat: Chat }) => {
  const session = useSession();
  const name = useId();
  return (
    <fieldset className="overflow-choice">
      <legend>When the context is full</legend>
      {overflowChoices.map(([overflow, words]) => (
        <label key={overflow}>
          <input
            type="radio"
            name={name}
            data-first={overflow === chat.overflow || undefined}
            checked={overflow === chat.overflow}
            onChange={() => void session.setOverflow(chat.id, overflow)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
};

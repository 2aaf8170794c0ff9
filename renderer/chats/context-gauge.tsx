/**
 * How full the context is. The figure opens a panel with the parts of the context and the choice of what to do when it is full.
 */
import { ChevronDown } from 'lucide-react';
import type { Chat } from '../../main/shared/contract/chats.ts';
import { Popover } from '../controls/popover.tsx';
import { OverflowChoice } from '../answering/overflow-choice.tsx';
import type { ContextUse } from './context-use.ts';
import { chatWords } from '../words/chat.ts';

const words = chatWords.context;

interface Props {
  use: ContextUse;
  /** `null` for a new chat, which has no choice yet. */
  chat: Chat | null;
}

export const ContextGauge = ({ use, chat }: Props) => {
  const { used, draft, reserved, limit, isEstimate } = use;
  const useWords = words.use(used + draft, limit, isEstimate);
  const share = (tokens: number) => ({ width: `${(100 * tokens) / limit}%` });
  return (
    <div className="gauge">
      <div
        className="gauge-bar"
        role="meter"
        aria-label={words.label}
        aria-valuemin={0}
        aria-valuenow={Math.min(limit, used + draft)}
        aria-valuemax={limit}
        aria-valuetext={useWords}
      >
        <span className="gauge-used" style={share(used)} />
        <span className="gauge-draft" style={share(draft)} />
        <span className="gauge-reserved" style={share(reserved)} />
      </div>
      <Popover
        label={words.label}
        button={
          <>
            {useWords}
            <ChevronDown aria-hidden />
          </>
        }
        buttonClass="gauge-button"
        buttonTitle={words.hint}
        panelClass="gauge-panel"
      >
        <h2>{words.label}</h2>
        <dl className="facts">
          <Part swatch="gauge-used" name={words.chat} tokens={used} isEstimate={isEstimate} />
          <Part swatch="gauge-draft" name={words.draft} tokens={draft} isEstimate={isEstimate} />
          <Part swatch="gauge-reserved" name={words.reserved} tokens={reserved} />
          <Part swatch="" name={words.limit} tokens={limit} />
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
  isEstimate?: boolean;
}

const Part = ({ swatch, name, tokens, isEstimate = false }: PartProps) => (
  <>
    <dt>
      <i className={`swatch ${swatch}`} aria-hidden="true" />
      {name}
    </dt>
    <dd>{words.tokens(tokens, isEstimate)}</dd>
  </>
);

/** Shows a message as plain text if it cannot be drawn. */
import type { ReactNode } from 'react';
import { Boundary } from '../controls/boundary.tsx';
import { PlainText } from './markdown/plain-text.tsx';
import { chatWords } from '../words/chat.ts';

interface Props {
  /** The message's source. */
  text: string;
  children: ReactNode;
  /** After an error, drawing is tried again when this changes. */
  retryOn?: unknown;
}

export const MessageBoundary = ({ text, children, retryOn }: Props) => (
  <Boundary
    retryOn={retryOn}
    fallback={
      <div className="not-drawn">
        <p className="hint" role="note">
          {chatWords.conversation.notFormatted}
        </p>
        <PlainText text={String(text)} />
      </div>
    }
  >
    {children}
  </Boundary>
);

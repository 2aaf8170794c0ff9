/** Moves to a message of the shown chat from elsewhere in the window. */
import type { Session } from '../state/session.ts';

/** The id of a message's element. */
export const messageElementId = (messageId: string): string => `message-${messageId}`;

/** Scrolls to a message. The focus moves with it, so that the keyboard continues from there. */
export const goToMessage = ({ signals }: Session, messageId: string): void => {
  signals.send('reveal', messageId);
  const element = document.getElementById(messageElementId(messageId));
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'start' });
};

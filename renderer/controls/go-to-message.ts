/** The way to a message of the shown chat from elsewhere in the window. */

/** The id of a message's element. */
export const messageElementId = (messageId: string): string => `message-${messageId}`;

/** Told to the conversation with the message's id as `detail`, which then draws that message at once. */
export const toMessage = 'hearth:to-message';

/** Scrolls to a message; the focus goes with it, so that the keyboard goes on from there. */
export const goToMessage = (messageId: string): void => {
  window.dispatchEvent(new CustomEvent(toMessage, { detail: messageId }));
  const element = document.getElementById(messageElementId(messageId));
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'start' });
};

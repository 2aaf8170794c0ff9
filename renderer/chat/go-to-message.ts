/** The way to a message of the shown chat from elsewhere in the window. */

/** The id of a message's element. */
export const messageElementId = (messageId: string): string => `message-${messageId}`;

/** Scrolls to a message; the focus goes with it, so that the keyboard goes on from there. */
export const goToMessage = (messageId: string): void => {
  const element = document.getElementById(messageElementId(messageId));
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'start' });
};

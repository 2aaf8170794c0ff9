/** Where the focus goes in the list of chats. */

/** The id of the button of a row, by the row's key: the id of a chat, or the key of a group. */
export const rowButtonId = (key: string): string => `row-${key}`;

/** Gives the focus to a row if it is drawn, else to the row that Tab reaches, else to the button above an empty list. */
export const focusRow = (key: string | undefined): void => {
  const row = key === undefined ? null : document.getElementById(rowButtonId(key));
  const current = row ?? document.querySelector<HTMLElement>('.chat-open[tabindex="0"]');
  (current ?? document.getElementById('new-chat'))?.focus();
};

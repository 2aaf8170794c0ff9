/** The texts with which a chat continues in a new chat from a summary. */

/** The request that follows the messages of the old chat in the prompt; it is not stored. */
export const summaryRequest =
  'Summarise our conversation so far, so that we can go on from your summary alone: what I want, what was decided, ' +
  'facts and names that matter, and what is still open. Write only the summary.';

/** The first message of the new chat, as the user sees it. */
export const summaryQuestion = (title: string): string => `Summary of “${title}”`;

/** How a chat goes on in a new one: the question that asks for the summary, and the one that stands before it. */

/** Asked of the model behind the old chat; not stored there. */
export const summaryRequest =
  'Summarise our conversation so far, so that we can go on from your summary alone: what I want, what was decided, ' +
  'facts and names that matter, and what is still open. Write only the summary.';

/** The first message of the new chat, as the user sees it. */
export const summaryQuestion = (title: string): string => `Summary of “${title}”`;

/** The request that follows the messages of an old chat in the prompt for its summary; it is neither shown nor stored. */
export const summaryRequest =
  'Summarise our conversation so far, so that we can go on from your summary alone: what I want, what was decided, ' +
  'facts and names that matter, and what is still open. Write only the summary.';

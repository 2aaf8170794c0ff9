/** What llama-server answered for each template and chat, made by make-fixture.ts. */

export type Answer = { prompt: string } | { error: string };

export interface Answers {
  /** When they were made, in ms since 1970: some templates print the date. */
  now: number;
  /** With `enable_thinking`, by the names of the chats. */
  on: Record<string, Answer>;
  off: Record<string, Answer>;
  /** With nothing said of thinking. */
  usual: Record<string, Answer>;
}

export interface Fixture {
  llamaCpp: string;
  /** Texts of the model that llama-server had loaded. */
  bos: string;
  eos: string;
  templates: Record<string, Answers>;
}

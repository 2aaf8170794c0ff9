/** What the core will not or cannot do; the message is one sentence for the user, with what to do next. */
export class Refusal extends Error {
  override name = 'Refusal';
}

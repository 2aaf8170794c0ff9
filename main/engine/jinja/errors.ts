/** Names in a hostile template may be as long as the template. */
const longestReason = 300;

/** A template that cannot be parsed or rendered; the message is a reason without a full stop. */
export class TemplateError extends Error {
  override name = 'TemplateError';

  constructor(reason: string, options?: ErrorOptions) {
    super(reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason, options);
  }
}

/** The template called `raise_exception`: it refuses these messages. */
export class RaisedByTemplate extends TemplateError {
  override name = 'RaisedByTemplate';
}

/** The template took more work, memory or output than it may. */
export class TemplateTooCostly extends TemplateError {
  override name = 'TemplateTooCostly';
}

/** The policy of the page in both shells: it may load and run only its own files. */
const policy = (connect: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Nothing turns text into markup or scripts, so no policy may allow it, not even one named `default`.
    "trusted-types 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

/** In a browser, the page talks to its host over a WebSocket. */
export const hostPolicy = (host: string): string => policy(`'self' ws://${host}`);

/** In the desktop window, the page talks only over a message port. */
export const windowPolicy = policy("'none'");

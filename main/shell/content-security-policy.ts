/** What the page may load and run: its own files alone. Both shells send it. */
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
    // Nothing makes markup or scripts from text, so no policy may allow it, not even one named `default`.
    "trusted-types 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

/** For the browser: the page talks to its own host over a WebSocket. */
export const hostPolicy = (host: string): string => policy(`'self' ws://${host}`);

/** For the window: the page talks over a message port alone. */
export const windowPolicy = policy("'none'");

/** The policies of the page and of the frames in it, in both shells: they may load and run only their own files. */
const policy = (connect: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    // Diagrams are images in the page itself: an image runs and loads nothing.
    "img-src 'self' data:",
    `connect-src ${connect}`,
    "frame-src 'self'",
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

/**
 * The policy of the pages in frames (renderer/public/frames), which show what a model wrote. They have an origin of their own,
 * even if they are opened without a frame, and can neither make a request nor leave. Only their own files are scripts; styles
 * within the text apply.
 */
export const framePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-scripts',
].join('; ');

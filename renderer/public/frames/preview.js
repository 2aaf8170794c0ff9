/**
 * Shows the text that the page around this frame sends, in a frame of its own that runs no script. That frame inherits the policy
 * of this one, which allows no request. What a policy does not cover is removed: hints that connect to a server in advance, links
 * and what a page does by itself.
 */

const removed = 'script, link, meta, base, iframe, frame, frameset, object, embed, portal, template';
/** Attributes that lead elsewhere, or load something from there. */
const addresses =
  'href xlink:href src srcset poster data ping action formaction srcdoc background target'.split(' ');

/** @type {(text: string) => string} */
const cleaned = (text) => {
  const page = new DOMParser().parseFromString(text, 'text/html');
  for (const element of page.querySelectorAll(removed)) element.remove();
  for (const element of page.querySelectorAll('*'))
    for (const name of addresses) {
      const value = element.getAttribute(name);
      // Within the previewed page, such as a gradient of an SVG or the entry of a table of contents.
      const isInside = value !== null && /^\s*(?:#|data:image\/)/i.test(value);
      if (value !== null && !isInside) element.removeAttribute(name);
    }
  return `<!doctype html>${page.documentElement.outerHTML}`;
};

addEventListener('message', ({ data, source }) => {
  if (source !== parent || typeof data !== 'string') return;
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', '');
  frame.setAttribute('referrerpolicy', 'no-referrer');
  frame.title = document.title;
  frame.srcdoc = cleaned(data);
  document.body.replaceChildren(frame);
});

parent.postMessage('ready', '*');

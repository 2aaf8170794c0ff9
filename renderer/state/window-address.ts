/** What the address of the page says about this window. What applies once is taken out of the address, what applies always stays. */

const params = (): URLSearchParams =>
  new URLSearchParams(typeof location === 'object' ? location.search : '');

/** Those that a reload must not repeat. */
const once = ['token', 'new-chat', 'chat'];

/** Takes from the address what was said once. */
export const forgetOnce = (): void => {
  const left = params();
  for (const name of once) left.delete(name);
  // The values that stay have no special characters, and a name alone gets no "=".
  const search = [...left].map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&');
  history.replaceState(null, '', location.pathname + (search === '' ? '' : `?${search}`));
};

/** Whether this is the quick window. */
export const isQuickWindow = params().has('quick');

/** The number of this window among those of the desktop shell, which remembers it over a restart; `null` for the first. */
const windowNumber = /^[2-9]\d?$|^1\d$/.exec(params().get('window') ?? '')?.[0] ?? null;

/** The place of the draft of a chat that does not exist yet. Each window of the desktop shell has its own. */
export const newChatDraft = isQuickWindow
  ? 'new.quick'
  : windowNumber === null
    ? 'new'
    : `new.${windowNumber}`;

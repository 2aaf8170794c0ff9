/** What no page may do: navigate away, open windows, access devices, embed other pages, download what is not its own. */
import { app, session } from 'electron';
import { askForPlace } from './saved-files.ts';
import { openLink } from './links.ts';
import { isFramedPage, isOurPage } from './page.ts';
import { checksSpelling } from './spelling.ts';

/** The copy buttons write to the clipboard; nothing else needs a permission. */
const permissions = new Set(['clipboard-sanitized-write']);

/** Applies to every page of this process. Only when Electron is ready, before the first window. */
export const limitPages = (): void => {
  app.on('web-contents-created', (_event, contents) => {
    // Reloading is the only navigation, and the only frames are those that show what a model wrote.
    contents.on('will-frame-navigate', (event) => {
      const isAllowed = event.isMainFrame ? isOurPage : isFramedPage;
      if (!isAllowed(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url);
      return { action: 'deny' };
    });
  });

  const all = session.defaultSession;
  all.setPermissionRequestHandler((_contents, permission, grant, { requestingUrl }) =>
    grant(permissions.has(permission) && isOurPage(requestingUrl)),
  );
  all.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => permissions.has(permission) && isOurPage(requestingOrigin),
  );
  all.setDevicePermissionHandler(() => false);
  // A text that the page saves as a file.
  all.on('will-download', (event, item) => {
    if (isOwnText(item.getURL())) askForPlace(item);
    else event.preventDefault();
  });
  all.setSpellCheckerEnabled(checksSpelling());
};

/** Whether it is an address of what the page itself holds in memory. */
const isOwnText = (url: string): boolean => url.startsWith('blob:') && isOurPage(url.slice('blob:'.length));

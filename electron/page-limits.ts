/** What no page may do: navigate away, open windows, access devices, embed other pages, download. */
import { app, session } from 'electron';
import { openLink } from './links.ts';
import { isOurPage } from './page.ts';
import { checksSpelling } from './spelling.ts';

/** The copy buttons write to the clipboard; nothing else needs a permission. */
const permissions = new Set(['clipboard-sanitized-write']);

/** Applies to every page of this process. Only when Electron is ready, before the first window. */
export const limitPages = (): void => {
  app.on('web-contents-created', (_event, contents) => {
    // Reloading is the only navigation.
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isOurPage(event.url)) event.preventDefault();
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
  all.on('will-download', (event) => event.preventDefault());
  all.setSpellCheckerEnabled(checksSpelling());
};

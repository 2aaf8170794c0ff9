/**
 * Keeps Chromium off the network: everything that it would request by itself is switched off. All requests go through
 * main/core/network.
 */
import { app } from 'electron';

/**
 * Must be called before Electron is ready. The core and the engine do not use Chromium's network, so all of it can be blocked.
 */
export const allowNoConnections = (): void => {
  // No name or address can be resolved, whoever asks; 127.0.0.1 is excluded for the page that `npm run dev` serves.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1');
  // A proxy would resolve names instead, and searching for one (WPAD) is a connection itself.
  app.commandLine.appendSwitch('no-proxy-server');
  // Services of Chromium that would send requests by themselves do not even start.
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
};

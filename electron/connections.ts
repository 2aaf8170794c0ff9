/** Chromium asks for nothing: what it would do by itself on the network is switched off. What goes out goes through main/core/network. */
import { app } from 'electron';

/** Only before Electron is ready. The core and the engine do not use Chromium's network, so it can be shut whole. */
export const allowNoConnections = (): void => {
  // No name and no address is found, whatever asks for it; 127.0.0.1 stays for the page that `npm run dev` serves.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1');
  // A proxy would find the names in our stead, and looking for one (WPAD) is itself a connection.
  app.commandLine.appendSwitch('no-proxy-server');
  // Then nothing has to fail first: services of Chromium that would ask by themselves do not start.
  app.commandLine.appendSwitch('disable-background-networking');
  app.commandLine.appendSwitch('disable-component-update');
};

/** All German texts by the names of the English ones; loaded only if the window speaks German. */
import { german as shared } from '../../../main/shared/words/german/german.ts';
import * as about from './about.ts';
import * as answering from './answering.ts';
import * as asked from './asked.ts';
import * as backup from './backup.ts';
import * as chat from './chat.ts';
import * as chatList from './chat-list.ts';
import * as commands from './commands.ts';
import * as common from './common.ts';
import * as comparison from './comparison.ts';
import * as documents from './documents.ts';
import * as downloads from './downloads.ts';
import * as engine from './engine.ts';
import * as find from './find.ts';
import * as fit from './fit.ts';
import * as frame from './frame.ts';
import * as latency from './latency.ts';
import * as lens from './lens.ts';
import * as library from './library.ts';
import * as loadSettings from './load-settings.ts';
import * as localServer from './local-server.ts';
import * as models from './models.ts';
import * as networkLog from './network-log.ts';
import * as pages from './pages.ts';
import * as plots from './plots.ts';
import * as prompts from './prompts.ts';
import * as quick from './quick.ts';
import * as search from './search.ts';
import * as settings from './settings.ts';
import * as transfer from './transfer.ts';

export const german = {
  ...shared,
  ...about,
  ...answering,
  ...asked,
  ...backup,
  ...chat,
  ...chatList,
  ...commands,
  ...common,
  ...comparison,
  ...documents,
  ...downloads,
  ...engine,
  ...find,
  ...fit,
  ...frame,
  ...latency,
  ...lens,
  ...library,
  ...loadSettings,
  ...localServer,
  ...models,
  ...networkLog,
  ...pages,
  ...plots,
  ...prompts,
  ...quick,
  ...search,
  ...settings,
  ...transfer,
};

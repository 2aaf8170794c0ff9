/** The options after `npm start --`. */
import { parseArgs } from 'node:util';
import { defaultDataFolder } from '../shell/default-data-folder.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { startUsage } from '../shared/words/start.ts';

export interface StartOptions {
  /** Serve the app to a browser at once, without looking for Electron. */
  web: boolean;
  /** Open the browser where there is a display. */
  open: boolean;
  /** 0 picks a free one; `null` is the usual one, or the next that is free. */
  port: number | null;
  dataFolder: string;
  /** The file that records every message between the core and its windows; `null` for none. */
  trace: string | null;
}

/** The terminal prints the message, and the usage below it. */
const withUsage = (refusal: Refusal): Refusal =>
  Object.assign(refusal, { message: `${refusal.message}\n${startUsage}` });

/** Throws `Refusal` on options that are not known or not right. */
export const parseOptions = (args: string[]): StartOptions => {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        web: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string' },
        data: { type: 'string' },
        trace: { type: 'string' },
      },
    }));
  } catch (error) {
    throw withUsage(
      // Node's next sentences are about code.
      new Refusal('start.bad-option', { why: (error as Error).message.replace(/\. .*$|\.$/s, '') }),
    );
  }
  const port = values.port === undefined ? null : Number(values.port);
  if (values.port === '' || (port !== null && (!Number.isInteger(port) || port < 0 || port > 65535)))
    throw withUsage(new Refusal('start.bad-port', { port: values.port ?? '' }));
  if (values.data === '') throw withUsage(new Refusal('start.no-data-folder'));
  if (values.trace === '') throw withUsage(new Refusal('start.no-trace-file'));
  return {
    // Only the Node host records.
    web: values.web || values.trace !== undefined,
    open: !values['no-open'],
    port,
    dataFolder: values.data ?? defaultDataFolder(process.platform, process.env),
    trace: values.trace ?? null,
  };
};

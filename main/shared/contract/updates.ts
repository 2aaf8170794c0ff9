/** New versions of Hearth: looking for them, installing them, and going back. */
import type { Told } from '../words/told.ts';
import { call, nothing } from './call.ts';

/** A version that can be installed. */
export interface UpdateOffer {
  version: string;
  /** The day of its release, as YYYY-MM-DD. */
  date: string;
  /** What is downloaded, in bytes: the installer, and that of the running version if it has to be kept. */
  bytes: number;
  /** The computer that it comes from. */
  host: string;
}

/** The chats whose KV states a new engine cannot read. */
export interface ColdChats {
  /** The new engine, for example `llama.cpp v0.6.0`. */
  engine: string;
  chats: number;
}

/** What happens now. */
export type UpdateStep =
  /** Nothing is ever offered: this build has no address, or it is not a program that can be replaced (a checkout, a browser). */
  | { step: 'unavailable'; why: 'no-address' | 'no-installer' }
  /** `checkedAt`: when the newest version was asked for and there was none newer, in ms since the epoch; `null`: never. */
  | { step: 'idle'; checkedAt: number | null; problem: Told | null }
  | { step: 'checking' }
  | { step: 'offered'; offer: UpdateOffer; problem: Told | null }
  | { step: 'downloading'; offer: UpdateOffer; receivedBytes: number }
  /** Everything is downloaded and checked. `cold`: `null` if every KV state stays usable. */
  | { step: 'ready'; offer: UpdateOffer; cold: ColdChats | null; problem: Told | null }
  /** Hearth ends, and the installer starts it again. */
  | { step: 'installing'; version: string };

/** How a version that was installed does. */
export interface UpdateProof {
  from: string;
  to: string;
  /** Its self-test: the database opens, the engine loads the guide, and the guide generates a token. */
  result: 'testing' | 'passed' | 'failed';
  /** Why it failed; `null` if it did not. */
  problem: Told | null;
}

export interface UpdateStatus {
  now: UpdateStep;
  /** The address that is asked for new versions; `null` if this build has none. */
  address: string | null;
  /** `null`: no version was installed over an earlier one that is still kept. */
  proof: UpdateProof | null;
}

/** The calls about updates, which `calls` in contract.ts includes. */
export const updatesCalls = {
  updates: call<UpdateStatus>().takes(nothing),
  /** Asks the address once for the newest version. The user has seen the address. */
  checkForUpdate: call<void>().takes(nothing),
  downloadUpdate: call<void>().takes(nothing),
  /** Ends the check or the download that runs. */
  stopUpdate: call<void>().takes(nothing),
  /** Ends Hearth and installs what was downloaded. Refused while an answer runs. */
  installUpdate: call<void>().takes(nothing),
  /** Ends Hearth and installs the version before this one again. Refused while an answer runs. */
  goBackToEarlierVersion: call<void>().takes(nothing),
  /** Removes the kept earlier version. Refused until the self-test has passed. */
  removeEarlierVersion: call<void>().takes(nothing),
};

/** The events about updates, which `Events` in contract.ts includes. */
export interface UpdatesEvents {
  'updates.changed': { updates: UpdateStatus };
}

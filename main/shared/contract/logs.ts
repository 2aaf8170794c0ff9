/** Hearth's log and its crash reports, which a person can read and send to somebody. Hearth sends neither. */
import { call, nothing } from './call.ts';

export interface LogText {
  path: string;
  /** The end of the log, whole lines. */
  text: string;
  /** Earlier lines are left out. */
  isCut: boolean;
}

/** A small file about one crash: versions, the system and places in Hearth's code. */
export interface CrashReport {
  /** The name of the file, which begins with its time. */
  name: string;
  /** JSON. */
  text: string;
}

/** The calls of `calls` that belong here. */
export const logsCalls = {
  readLog: call<LogText>().takes(nothing),
  /** The newest first. */
  crashReports: call<CrashReport[]>().takes(nothing),
  /** What the makers of Hearth need to look into a problem, as JSON in lines; see core/report.ts. */
  report: call<string>().takes(nothing),
};

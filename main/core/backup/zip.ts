/** Writes zip archives. Loaded with the first backup. */
// The tests' program sees this file alone.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./yazl.d.ts" />
import { ZipFile } from 'yazl';

export const newZip = (): ZipFile => new ZipFile();

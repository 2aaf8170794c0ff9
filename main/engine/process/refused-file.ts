/** A file that cannot be used; the message is one sentence for the user. */
export class RefusedFile extends Error {
  override name = 'RefusedFile';
}

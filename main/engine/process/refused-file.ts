/** A model file that cannot be used; the message is one sentence for the user. */
export class RefusedFile extends Error {
  override name = 'RefusedFile';
  /** There was too little memory for it. */
  readonly isMemory: boolean;

  constructor(message: string, { isMemory = false, ...options }: ErrorOptions & { isMemory?: boolean } = {}) {
    super(message, options);
    this.isMemory = isMemory;
  }
}

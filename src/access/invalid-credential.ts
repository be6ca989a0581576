/** The credential is not good; the message may be told to its bearer. */
export class InvalidCredential extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'InvalidCredential';
  }
}

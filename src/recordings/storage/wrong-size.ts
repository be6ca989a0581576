/** The file that was to be kept is not as long as was said of it. */
export class WrongSize extends Error {
  constructor(
    readonly said: number,
    readonly found: number,
  ) {
    super(`a file of ${said} bytes was to be kept, and has ${found}`);
    this.name = 'WrongSize';
  }
}

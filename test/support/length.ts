/** The long form of a test runs by hand and before a release (`npm run test:long`), the short one with all others. */
export function atLength<T>({ short, long }: { readonly short: T; readonly long: T }): T {
  return process.env.TEST_LONG ? long : short;
}

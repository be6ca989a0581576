import { type ExecutionContext, SetMetadata } from '@nestjs/common';

const COUNTS_AS_START_METADATA = 'bulkgate:counts-as-start';
const UNLIMITED_METADATA = 'bulkgate:unlimited';

type UnlimitedFor = 'for callers' | 'for everybody';

/** The route starts jobs: each request counts towards the starts per minute, beside the requests per minute. */
export const CountsAsStart = () => SetMetadata(COUNTS_AS_START_METADATA, true);

/**
 * The route is never answered 429 for its rate. `for callers` is for what people click on and wait for, such as playing
 * a recording: whoever has shown a good credential is let through, however often. `for everybody` is for health: not
 * even an address that tries one wrong credential after the other is kept out.
 */
export const Unlimited = (whom: UnlimitedFor) => SetMetadata(UNLIMITED_METADATA, whom);

export function countsAsStart(context: ExecutionContext): boolean {
  return Reflect.getMetadata(COUNTS_AS_START_METADATA, context.getHandler()) === true;
}

/** Who is never answered 429 here; what the route says overrides what its controller says. */
export function unlimitedFor(context: ExecutionContext): UnlimitedFor | undefined {
  const [ofRoute, ofController] = [context.getHandler(), context.getClass()].map(
    (target) => Reflect.getMetadata(UNLIMITED_METADATA, target) as UnlimitedFor | undefined,
  );
  return ofRoute ?? ofController;
}

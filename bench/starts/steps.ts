import { median } from '../statistics.js';
import type { Step, TracedRequest } from './traced-request.js';

/** Medians over the requests that went the same way. */
export interface StartSteps {
  readonly steps: readonly StepFigures[];
  readonly totalMs: number;
  /** How many went this way, and how many another. */
  readonly requests: number;
  readonly others: number;
}

interface StepFigures {
  readonly part: Step['part'];
  readonly what: string;
  /** Which round trip of the request it is part of, from 1 on. */
  readonly roundTrip: number;
  /** From the request's begin. */
  readonly fromMs: number;
  readonly takesMs: number;
}

/** The way that most of the requests went. */
export function stepsOf(requests: readonly TracedRequest[]): StartSteps {
  const ways: Record<string, TracedRequest[]> = {};
  for (const { steps, totalMs } of requests) {
    const inOrder = [...steps].sort((a, b) => a.fromMs - b.fromMs);
    (ways[inOrder.map(({ what }) => what).join()] ??= []).push({ steps: inOrder, totalMs });
  }
  const usual = Object.values(ways).reduce((most, way) => (way.length > most.length ? way : most));
  const first = usual[0]!.steps;
  return {
    steps: first.map(({ part, what }, index) => {
      const all = usual.map(({ steps }) => steps[index]!);
      return {
        ...{ part, what, roundTrip: roundTripsUntil(first, index) },
        fromMs: median(all.map(({ fromMs }) => fromMs)),
        takesMs: median(all.map(({ fromMs, untilMs }) => untilMs - fromMs)),
      };
    }),
    totalMs: median(usual.map(({ totalMs }) => totalMs)),
    requests: usual.length,
    others: requests.length - usual.length,
  };
}

/** A step that begins before all before it are over costs no round trip of its own. */
function roundTripsUntil(steps: readonly Step[], last: number): number {
  let roundTrips = 0;
  let overAtMs = 0;
  for (const { fromMs, untilMs } of steps.slice(0, last + 1)) {
    if (fromMs >= overAtMs) roundTrips++;
    overAtMs = Math.max(overAtMs, untilMs);
  }
  return roundTrips;
}

import type { Schemas } from '@bulkgate/client';

const SPEED_FIELDS = ['batchSize', 'throttleMs', 'parallelism'] as const;
export type SpeedField = (typeof SPEED_FIELDS)[number];

type Speed = Schemas['RunOptions'];
export type SpeedChange = Partial<Speed>;

/** A field that nobody has typed in is not there. */
export type TypedSpeed = Readonly<Partial<Record<SpeedField, string>>>;

export function isEmpty(typed: string | undefined): boolean {
  return typed?.trim() === '';
}

/**
 * What was typed and is not so yet. An empty field must never be taken for 0, which is no rest at all, so while there is one
 * nothing is asked for.
 */
export function speedChange(typed: TypedSpeed, current: Speed): SpeedChange {
  if (SPEED_FIELDS.some((field) => isEmpty(typed[field]))) return {};
  return Object.fromEntries(
    SPEED_FIELDS.flatMap((field) => {
      const given = typed[field];
      const wanted = given === undefined ? current[field] : given === 'auto' ? given : Number(given);
      return wanted === current[field] ? [] : [[field, wanted]];
    }),
  );
}

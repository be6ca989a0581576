const STEP_PERCENT = 10;

/** How far a job is, in steps that are worth to be read out. */
export function announcedPercent(percentage: number | null): number | null {
  return percentage === null ? null : Math.floor(percentage / STEP_PERCENT) * STEP_PERCENT;
}

import type { Business } from '../db/business.js';
import { findTargetName } from '../db/repositories/target-names.js';
import type { NamedTarget } from '../db/selections/selected-targets.js';
import type { JobParameters, MessagesDefinition } from '../operations/definition.js';

/** A message as one of those who would get it would read it. */
export interface MessagePreview {
  readonly target: NamedTarget;
  /** Null where a field that they name is empty: this one would be left out. */
  readonly texts: string[] | null;
}

/** @returns null where the target is gone, or the operation fills in nothing */
export async function previewMessage(
  business: Business,
  { targets, previewOf }: Pick<MessagesDefinition, 'targets' | 'previewOf'>,
  targetId: number,
  parameters: JobParameters,
): Promise<MessagePreview | null> {
  if (!previewOf) return null;
  const name = await findTargetName(business, targets, targetId);
  if (name === null) return null;
  const texts = await previewOf(business, { businessId: business.id, targetId }, parameters);
  return { target: { id: targetId, name }, texts: texts && [...texts] };
}

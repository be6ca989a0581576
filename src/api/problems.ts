import { Problem } from '../http/problem.js';
import { partUnavailable } from '../http/problems.js';

export function uriTooLong(maxLength: number): Problem {
  const detail = `A path with its query may have up to ${maxLength} characters.`;
  return new Problem(414, 'uri_too_long', 'URI Too Long', detail);
}

export function forbidden(role: string, permission: string): Problem {
  const detail = `The role ${role} may not do this: it needs the permission ${permission}.`;
  return new Problem(403, 'forbidden', 'Your role does not allow this', detail);
}

/** A key that is good, asked for more than it is for. */
export function beyondCredential(detail: string): Problem {
  return new Problem(403, 'forbidden', 'Your credential does not allow this', detail);
}

const MAY_HAVE_TAKEN_EFFECT =
  'What you asked for may have taken effect, but could not be recorded. Please look before you try again.';

export function auditUnavailable(detail = MAY_HAVE_TAKEN_EFFECT): Problem {
  return partUnavailable('audit_unavailable', 'The audit log', undefined, detail);
}

import { Problem } from '../http/problem.js';
import { partUnavailable } from '../http/problems.js';

export function uriTooLong(maxLength: number): Problem {
  return new Problem({
    status: 414,
    code: 'uri_too_long',
    title: 'URI Too Long',
    detail: `A path with its query may have up to ${maxLength} characters.`,
  });
}

export function tooManyIds(maxIds: number): Problem {
  return new Problem({
    status: 413,
    code: 'too_many_ids',
    title: 'Too many ids in one request',
    detail: `A request may name up to ${maxIds} ids. Use a filter, or send several requests one after the other.`,
    extensions: { maxIds },
  });
}

/** The same for an unknown id, a malformed one and another business's: a caller learns nothing from the difference. */
export function jobNotFound(): Problem {
  return new Problem({
    status: 404,
    code: 'job_not_found',
    title: 'No such job',
    detail: 'There is no job with this id in your business.',
  });
}

export function forbidden(role: string, permission: string): Problem {
  return new Problem({
    status: 403,
    code: 'forbidden',
    title: 'Your role does not allow this',
    detail: `The role ${role} may not do this: it needs the permission ${permission}.`,
  });
}

/** A key that is good, asked for more than it is for. */
export function beyondCredential(detail: string): Problem {
  return new Problem({ status: 403, code: 'forbidden', title: 'Your credential does not allow this', detail });
}

export function wrongStatus(status: string, detail: string): Problem {
  return new Problem({
    status: 409,
    code: 'wrong_status',
    title: 'The job cannot do this now',
    detail,
    extensions: { jobStatus: status },
  });
}

export function superseded(): Problem {
  return new Problem({
    status: 409,
    code: 'superseded',
    title: 'A newer control has been seen',
    detail: 'A later request of the same kind reached the job first. This one changes nothing.',
  });
}

const MAY_HAVE_TAKEN_EFFECT =
  'What you asked for may have taken effect, but could not be recorded. Please look before you try again.';

export function auditUnavailable(detail = MAY_HAVE_TAKEN_EFFECT): Problem {
  return partUnavailable('audit_unavailable', 'The audit log', undefined, detail);
}

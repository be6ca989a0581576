import { createHmac } from 'node:crypto';

export const roles = /** @type {const} */ (['viewer', 'operator', 'admin']);

/** @typedef {typeof roles[number]} Role */

/**
 * A bearer token of the local stack: JSON Web Token, HS256 (RFC 7515, 7519).
 *
 * @param {object} token
 * @param {string} token.secret
 * @param {number} token.businessId
 * @param {Role} token.role
 * @param {number} [token.ttlSeconds]
 * @param {NodeJS.ProcessEnv} [env] JWT_ISSUER and JWT_AUDIENCE, where the API was told others
 */
export function signToken({ secret, businessId, role, ttlSeconds = 86_400 }, env = process.env) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: `local-${role}`,
    business_id: businessId,
    role,
    iat: now,
    exp: now + ttlSeconds,
    iss: env['JWT_ISSUER'] || 'bulkgate-local',
    aud: env['JWT_AUDIENCE'] || 'bulkgate',
  };
  const encode = (/** @type {object} */ part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

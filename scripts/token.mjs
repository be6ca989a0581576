import './setup/node-version.mjs';
import { readArguments, wholeNumber } from './cli/arguments.mjs';
import { LaunchError, usageError } from './setup/launch-error.mjs';
import { runCommandBody } from './stack/lifetime.mjs';
import { readSecret, stateFolder } from './stack/state-folder.mjs';
import { roles, signToken } from './stack/token.mjs';

const help = `npm run -s token -- --business N --role ROLE [--ttl SECONDS]

Prints a bearer token for the local stack (-s keeps npm's own lines out of it):
  curl -H "Authorization: Bearer $(npm run -s token -- --business 1 --role operator)" http://127.0.0.1:3000/api/v1/gate

  --business N    the business the token is for, for example 1
  --role ROLE     viewer (looks), operator (starts, pauses, cancels) or admin
  --ttl SECONDS   how long it is good for (86400, a day)

The signing secret is JWT_SECRET or, without it, the one that npm start made in STATE_DIR (.local).
`;

await runCommandBody(async () => {
  const {
    business,
    role,
    ttl = '86400',
  } = readArguments({
    help,
    options: { business: { type: 'string' }, role: { type: 'string' }, ttl: { type: 'string' } },
  });
  if (business === undefined)
    throw usageError('--business is missing: for which business is the token? For example --business 1');
  const businessId = wholeNumber('--business', business, { min: 1, max: Number.MAX_SAFE_INTEGER });
  if (role === undefined) throw usageError(`--role is missing: one of ${roles.join(', ')}.`);
  const known = roles.find((name) => name === role);
  if (known === undefined) throw usageError(`--role must be one of ${roles.join(', ')}, not "${role}".`);
  const ttlSeconds = wholeNumber('--ttl', ttl, { min: 1, max: 10 * 365 * 86_400 });

  const folder = stateFolder();
  const secret = await readSecret(folder);
  if (secret === null) {
    throw new LaunchError(
      `There is no signing secret in ${folder} yet: start the local stack once (npm start).\n` +
        'For another stack name its folder in STATE_DIR, or its secret in JWT_SECRET.',
    );
  }
  console.log(signToken({ secret, businessId, role: known, ttlSeconds }));
  return 0;
});

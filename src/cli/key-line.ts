import { isKeyId } from '../access/keys/api-key.js';
import { KEY_NAME, MAX_KEY_LIFE_DAYS } from '../access/keys/issue-api-key.js';
import { ROLES } from '../access/permissions.js';
import { businessId, flag, listOf, oneOf, subject, text, wholeNumber, yes } from './flags.js';

/** @param types operation types that a key can be limited to */
export const keyLineOf = (types: readonly string[]) =>
  ({
    program: 'npm run -s keys --',
    about: `Makes, lists and revokes the API keys of a business. In a container: node dist/bin/keys.js list --business 1`,
    commands: {
      create: {
        help: 'prints the new key, and nothing else, on standard output. It cannot be shown again',
        needs: ['business', 'name', 'role', 'days'],
        takes: ['types', 'by'],
      },
      list: { help: 'prints the keys with their state and last use, newest first', needs: ['business'] },
      revoke: {
        help:
          'from now on every process refuses the key. Repeating it does no harm. The keys that it has made are\n' +
          'revoked too: they are listed first, and you are asked',
        needs: ['business', 'key'],
        takes: ['by', 'yes'],
      },
    },
    flags: {
      business: flag(businessId, 'the business that the key acts for, for example 1'),
      name: flag(
        text('TEXT', 'a name of 1 to 100 letters, digits, spaces and . _ : / ( ) # -', (given) => KEY_NAME.test(given)),
        'the name by which people know the key, 1 to 100 characters; no names of persons',
      ),
      role: flag(oneOf('ROLE', ROLES), ROLES.join(', ')),
      days: flag(wholeNumber(1, MAX_KEY_LIFE_DAYS), `how long the key can be used, 1 to ${MAX_KEY_LIFE_DAYS}`),
      types: flag(listOf('A,B', types), 'the operation types that it may start and control (all that its role may)'),
      key: flag(
        text('ID', 'the id of a key, as "list" shows it', isKeyId),
        'id of the key: its middle part, as "list" shows it',
      ),
      yes: flag(yes, 'revoke the keys that it has made without asking'),
      by: flag(subject, 'who does this, for the audit log: an id, not a name (shell)'),
    },
    exitCodes: 'Exit codes: 0 done, 1 refused or not possible, 2 not understood.',
  }) as const;

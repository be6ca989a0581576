import type { DataSource } from 'typeorm';
import type { TokenSettings } from '../config/tokens.js';
import { API_KEY_PREFIX } from './keys/api-key.js';
import type { Logger } from '../observability/logger.js';
import { ApiKeyVerifier } from './api-key-verifier.js';
import { type CredentialVerifier, SharedKeyJwtVerifier } from './credential-verifier.js';
import { JwksJwtVerifier } from './jwks-verifier.js';

/**
 * What the configuration asks for: API keys always, and tokens either of the party behind the JWKS or of the shared key.
 * Which of the two a token is checked by is never the token's choice.
 *
 * @throws Error where neither is configured, or both are: `readConfig` refuses that for the API
 */
export function createCredentialVerifier(
  settings: TokenSettings,
  dataSource: DataSource,
  logger: Logger,
): CredentialVerifier {
  const keys = new ApiKeyVerifier(dataSource, (err) =>
    logger.warn({ err }, 'the last use of an API key was not written'),
  );
  const tokens = createTokenVerifier(settings, logger);
  return { verify: (bearer) => (bearer.startsWith(API_KEY_PREFIX) ? keys : tokens).verify(bearer) };
}

/** The same without API keys, for a program that has no database. */
export function createTokenVerifier({ secret, jwks, ...claims }: TokenSettings, logger: Logger): CredentialVerifier {
  if ((secret === undefined) === (jwks === undefined)) throw new Error('give either a JWKS or a shared key');
  if (secret !== undefined) return new SharedKeyJwtVerifier({ ...claims, secret });
  return new JwksJwtVerifier({ ...claims, jwks: jwks! }, (err) =>
    logger.warn({ err }, 'the keys of tokens could not be fetched'),
  );
}

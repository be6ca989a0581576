import type { DataSource } from 'typeorm';
import type { TokenSettings } from '../config/tokens.js';
import { API_KEY_PREFIX } from './keys/api-key.js';
import type { Logger } from '../observability/logger.js';
import { ApiKeyVerifier } from './api-key-verifier.js';
import type { CredentialVerifier } from './credential-verifier.js';
import { TokenVerifier } from './token-verifier.js';

/** API keys, and tokens as the configuration asks for. */
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
export function createTokenVerifier(settings: TokenSettings, logger: Logger): CredentialVerifier {
  return new TokenVerifier(settings, (err) => logger.warn({ err }, 'the keys of tokens could not be fetched'));
}

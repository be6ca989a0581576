import type { AddressInfo } from 'node:net';
import { createTokenVerifier } from '../access/create-credential-verifier.js';
import { createCodecServer } from '../codec-server/codec-server.js';
import { InvalidConfig, readConfig } from '../config/config.js';
import { readRegistry } from '../config/operation-registry.js';
import { createLogger } from '../observability/logger.js';
import { logUncaught, startUpText } from '../observability/fatal-errors.js';
import { EncryptionCodec } from '../temporal/codec/encryption-codec.js';

/** The codec server: decodes payloads for people who look into Temporal. It connects to nothing and keeps nothing. */
async function main(): Promise<void> {
  const config = readConfig(await readRegistry(), undefined, 'codec-server');
  const { codecKeys, uiUrl, codecServerPort } = config.temporal;
  const logger = createLogger({ level: config.logLevel, service: 'codec-server' });
  logUncaught(logger);
  const verifier = createTokenVerifier(config.api.jwt, logger);
  const server = createCodecServer({ codec: new EncryptionCodec(codecKeys), verifier, uiUrl, logger });
  const { host } = config.api;
  await server.listen({ host, port: codecServerPort });
  const [{ port }] = server.addresses() as [AddressInfo];
  logger.info({ host, port, keys: codecKeys.map(({ id }) => id) }, 'the codec server listens');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${startUpText('The codec server cannot start', error, [InvalidConfig])}\n`);
  process.exit(1);
});

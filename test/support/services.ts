/** Addresses of the throw-away services that scripts/test.mjs has started. */
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with \`npm test\`, which starts the services`);
  return value;
}

export const services = {
  get databaseUrl() {
    return required('DATABASE_URL');
  },
  get redisUrl() {
    return required('REDIS_URL');
  },
  get temporalAddress() {
    return required('TEMPORAL_ADDRESS');
  },
};

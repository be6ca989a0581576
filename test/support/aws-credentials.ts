/** Of the servers of the tests. */
export const testCredentials = { accessKey: 'AKIATEST', secretKey: 'secret-of-the-test' };

// The SDK looks for credentials in the environment first.
process.env.AWS_ACCESS_KEY_ID = testCredentials.accessKey;
process.env.AWS_SECRET_ACCESS_KEY = testCredentials.secretKey;

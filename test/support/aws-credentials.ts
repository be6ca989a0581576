// The SDK looks for credentials in the environment first. The servers of the tests accept any.
process.env.AWS_ACCESS_KEY_ID ??= 'AKIATEST';
process.env.AWS_SECRET_ACCESS_KEY ??= 'secret-of-the-test';

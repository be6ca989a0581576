const here = import.meta.url;

/**
 * Where the console lives under its origin, without a slash at its end: `` or `/bulkgate`. Built files lie in a folder of
 * it, so a proxy may publish the server under any path, and nobody has to configure it.
 */
export const basePath = import.meta.env.PROD ? new URL('..', here).pathname.replace(/\/$/, '') : '';

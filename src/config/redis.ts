import { fileContent, url } from './kinds.js';
import { settingsModule } from './settings-module.js';
import { optional, required } from './variable.js';

export const redis = settingsModule({
  title: 'Redis',
  variables: {
    url: required('REDIS_URL', url('`redis://…`, `rediss://…`', /^rediss?$/), 'The server, with its password.'),
    ca: optional('REDIS_CA_FILE', fileContent, 'CA of the server’s certificate.'),
  },
  settings: ({ url, ca }) => ({ url, tls: ca && { ca } }),
});

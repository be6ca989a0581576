import { SetMetadata } from '@nestjs/common';
import type { Permission } from '../../access/permissions.js';

export const PERMISSION_METADATA = 'bulkgate:permission';
export const PUBLIC_METADATA = 'bulkgate:public';

/** The route needs this permission. A route that says neither this nor `@Public` is refused to everybody. */
export const Needs = (permission: Permission) => SetMetadata(PERMISSION_METADATA, permission);

/** The route needs no credential: health, always; the documentation, where the configuration says so. */
export const Public = (when: 'always' | 'where docs are public' = 'always') => SetMetadata(PUBLIC_METADATA, when);

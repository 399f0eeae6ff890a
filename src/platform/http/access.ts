import { SetMetadata } from '@nestjs/common';

/** Metadata key read by the access guard and by test/endpoints.spec.ts. */
export const ACCESS = 'bencao:access';
export type Access = { public: true } | { requires: string };

/** Anyone may call this route, signed in or not. */
export const Public = () => SetMetadata(ACCESS, { public: true } satisfies Access);

/** Only callers whose role (and API key scope) has this permission. */
export const Requires = (permission: string) => SetMetadata(ACCESS, { requires: permission } satisfies Access);

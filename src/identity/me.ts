import type { Actor } from '../platform/http/actor.js';

/** Who is signed in, as GET /api/me says it. */
export interface Me {
  login: string;
  name: string;
  role: string;
  organisation: { id: string; name: string; kind: string };
  region?: string;
}

export function toMe({ login, name, role, organisation, region }: Actor): Me {
  return { login, name, role, organisation, ...(region === undefined ? {} : { region }) };
}

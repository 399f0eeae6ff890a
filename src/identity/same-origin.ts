/** What a browser says about where a request comes from. */
export interface RequestOrigin {
  method: string;
  /** `Sec-Fetch-Site`, sent by every browser since 2023 to trustworthy origins. */
  fetchSite: string | undefined;
  /** `Origin`, sent by browsers with every unsafe cross-site request. */
  origin: string | undefined;
  /** `Host` as it reached us. */
  host: string | undefined;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * True unless a browser tells that a page of another site sent an unsafe request. A request without either header is
 * no browser's, and cannot carry somebody else's cookie. Together with SameSite=Lax this is the defence against
 * cross-site request forgery; there is no token to leak.
 * @param publicOrigin scheme and host of PUBLIC_URL
 */
export function isFromOurPages(request: RequestOrigin, publicOrigin: string): boolean {
  if (SAFE.has(request.method)) return true;
  if (request.fetchSite !== undefined) return request.fetchSite === 'same-origin' || request.fetchSite === 'none';
  if (request.origin === undefined) return true;
  if (request.origin === publicOrigin) return true;
  try {
    return request.host !== undefined && new URL(request.origin).host === request.host.toLowerCase();
  } catch {
    return false; // "null": a sandboxed frame or a file
  }
}

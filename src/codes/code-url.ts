/**
 * The address a QR holds: the whole of it in upper case, which QR packs as alphanumeric (5.5 bits a character instead of 8) and
 * so fits a smaller symbol. Scheme and host may be written in any case (RFC 3986 §3.1, §3.2.2); the path is ours, `/T/` answers.
 * Throws when `publicUrl` has a path, a query or a user: their case would matter.
 */
export function codeUrl(publicUrl: string, code: string): string {
  const url = new URL(publicUrl);
  if (url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new Error(`PUBLIC_URL must be scheme and host alone, such as https://trace.example.cn, not ${publicUrl}`);
  }
  return `${url.origin}/T/${code}`.toUpperCase();
}

/** The code in what a scanner gives: the last part of an address of ours on whatever host, or else the text as it is. */
export function codeOfScan(text: string): string {
  return /^\s*https?:\/\/[^/?#]+\/t\/([^/?#\s]+)/i.exec(text)?.[1] ?? text;
}

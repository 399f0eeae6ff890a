/**
 * An address that messages may be sent to, or null. In production https alone, and never an address by number or a name inside the
 * house: a webhook is not a way to make the server ask its neighbours.
 */
export function hookAddress(text: string, production: boolean): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') return null;
  if (!production) return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  const name = url.hostname.toLowerCase();
  const inside = !name.includes('.') || /(^|\.)(localhost|local|internal|lan|home\.arpa)$/.test(name);
  const byNumber = name.startsWith('[') || /^[0-9.]+$/.test(name);
  return url.protocol === 'https:' && !inside && !byNumber ? url.href : null;
}

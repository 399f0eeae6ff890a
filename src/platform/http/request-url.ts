const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const HEX = /%([0-9a-f]{2})/gi;

/**
 * The address as the router is to see it: every UUID in its one form, lower case (RFC 9562 §4); and an address that
 * cannot be decoded, or holds a control character, with its percent signs taken literally, so that it is simply an
 * address nobody has, and not an error of its own kind.
 */
export function requestUrl(url: string): string {
  // Most addresses have neither a UUID nor an escape in them, and every request comes through here.
  const escaped = url.includes('%');
  if (!escaped && !url.includes('-')) return url;
  const plain = url.replace(UUID, (uuid) => uuid.toLowerCase());
  return !escaped || decodes(plain) ? plain : plain.replace(/%/g, '%25');
}

function decodes(url: string): boolean {
  if ([...url.matchAll(HEX)].some(([, code]) => parseInt(code!, 16) < 0x20 || code!.toLowerCase() === '7f'))
    return false;
  try {
    decodeURIComponent(url.split('?', 1)[0]!);
    return true;
  } catch {
    return false;
  }
}

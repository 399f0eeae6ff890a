import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network an address belongs to, as budgets count it: /24 of IPv4, /48 of IPv6. That is what one customer of a provider commonly has,
 * so turning through one's own addresses gains nothing.
 */
export function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
  if (isIPv4(plain)) return plain.slice(0, plain.lastIndexOf('.'));
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail ? tail.split(':').length : 0;
  // Of `a::b` the left-out groups are zeros; only the first three groups matter.
  while (tail !== undefined && groups.length < 3 && groups.length + rest < 8) groups.push('0');
  if (tail && groups.length < 3) groups.push(...tail.split(':'));
  return groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

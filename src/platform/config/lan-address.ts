import { networkInterfaces } from 'node:os';

/**
 * The address under which a phone in the same network reaches this machine: the first outside IPv4 address, private
 * ones first; this machine alone (127.0.0.1) when it has no network.
 */
export function lanAddress(interfaces = networkInterfaces()): string {
  const addresses = Object.entries(interfaces)
    // Bridges of container engines are addresses of this machine that no phone can reach.
    .filter(([name]) => !/^(docker|br-|veth|virbr)/.test(name))
    .flatMap(([, list]) => list ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal && !entry.address.startsWith('169.254.'))
    .map((entry) => entry.address);
  const home = addresses.find((address) => /^(192\.168\.|10\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address));
  return home ?? addresses[0] ?? '127.0.0.1';
}

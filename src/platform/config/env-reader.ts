import { isIP } from 'node:net';
import type { ConfigFault } from './config.errors.js';

/** The environment as node gives it. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Hides the password of an address; a value that is no address but may hold a secret is hidden whole. */
export function maskSecrets(value: string): string {
  const masked = value.replace(/(\/\/[^:@/\s]*):[^@/\s]*@/, '$1:***@');
  return JSON.stringify(masked.length > 120 ? `${masked.slice(0, 117)}...` : masked);
}

/**
 * Reads settings one by one and remembers what is wrong instead of throwing at the first fault. An empty string counts
 * as absent: compose files pass `${KEY:-}` for what nobody set.
 */
export class EnvReader {
  readonly faults: ConfigFault[] = [];

  constructor(private readonly env: Env) {}

  text(key: string): string | undefined {
    const value = this.env[key]?.trim();
    return value === '' ? undefined : value;
  }

  fault(key: string, expected: string): void {
    const value = this.text(key);
    this.faults.push({ key, given: value === undefined ? 'nothing' : maskSecrets(value), expected });
  }

  integer(key: string, fallback: number, min: number, max: number, unit = ''): number {
    const value = this.text(key);
    if (value === undefined) return fallback;
    const number = /^\d{1,12}$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    this.fault(key, `a whole number from ${min} to ${max}${unit && ` (${unit})`}`);
    return fallback;
  }

  oneOf<const T extends string>(key: string, choices: readonly T[], fallback: T): T {
    const value = this.text(key);
    if (value === undefined) return fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.fault(key, `one of ${choices.join(', ')}`);
    return found ?? fallback;
  }

  /** An address with one of the schemes, a host, and nothing that would be lost on the way. */
  address(key: string, schemes: readonly string[], example: string): string | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url && schemes.includes(url.protocol.slice(0, -1)) && url.hostname !== '') return value;
    this.fault(key, `an address such as ${example}`);
    return undefined;
  }

  /**
   * Whose X-Forwarded-For is believed: nobody's (absent), so many hops, or these exact addresses and networks. Never
   * "true": then every client could choose the address that is throttled and recorded for it.
   */
  proxies(key: string): false | number | string[] {
    const value = this.text(key);
    if (value === undefined || value === 'false' || value === '0') return false;
    if (/^[1-9]$/.test(value)) return Number(value);
    const addresses = value.split(',').map((part) => part.trim());
    if (addresses.every(isAddressOrNetwork)) return addresses;
    this.fault(key, 'exact proxy addresses or networks (10.0.0.2,10.1.0.0/16), or a number of hops from 1 to 9');
    return false;
  }
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  // A network of nothing (/0) would be "true" by another name.
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

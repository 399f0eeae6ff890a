import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';

/** The other side must answer within this time; the relay asks again later. */
const ANSWER_WITHIN_MS = 10_000;

/** A message to another system: by `id` the receiver knows it again, however often it comes. */
export interface Message {
  id: string;
  at: Date;
  body: string;
}

/**
 * Posts a message signed as Standard Webhooks say, and gives the status or what went wrong. Follows no redirect; in production it never
 * calls an address inside the house, whatever name points to it.
 */
export async function postSigned(url: string, secret: string, message: Message, production: boolean): Promise<string> {
  try {
    if (production) await refuseInside(new URL(url).hostname);
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json', ...signed(message, secret) },
      body: message.body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await answer.body?.cancel();
    return String(answer.status);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** webhook-id, webhook-timestamp, webhook-signature v1. */
function signed({ id, at, body }: Message, secret: string): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
}

const INSIDE = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['0.0.0.0', 8],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['::ffff:0:0', 96],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv6');

/** A public name may point into the house. */
async function refuseInside(hostname: string): Promise<void> {
  for (const { address } of await lookup(hostname, { all: true }))
    if (INSIDE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) throw new Error(`${hostname} is inside the house`);
}

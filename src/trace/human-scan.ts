/** Programs that come by themselves and say so. Everything else is taken for a person: a wrong "no" would hide a copied label. */
const ROBOTS =
  /bots?\b|crawl|spider|slurp|facebookexternalhit|embedly|link ?preview|monitor|uptime|pingdom|lighthouse/i;

/** Whether a request looks like a person looking at a package: a GET, no announced robot, no prefetch. */
export function isHumanScan(method: string, headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  if (method !== 'GET') return false;
  const purpose = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-moz'];
  if (typeof purpose === 'string' && /prefetch|prerender/i.test(purpose)) return false;
  const agent = headers['user-agent'];
  return !(typeof agent === 'string' && ROBOTS.test(agent));
}

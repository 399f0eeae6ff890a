/** Programs that come by themselves and say so, some of them behind the name of a browser. */
const ROBOTS =
  /bots?\b|crawl|spider|slurp|facebookexternalhit|embedly|link ?preview|monitor|uptime|pingdom|lighthouse|headless|phantomjs|python|curl|wget/i;

/**
 * What every browser begins its name with, those inside WeChat, Alipay and the phones' own scanners included; UC and QQ once had
 * names of their own. Programs (curl, wget, python-requests, okhttp, Go, Java) begin otherwise or say nothing.
 */
const BROWSERS = /^(Mozilla|Opera|UCWEB|MQQBrowser|Nokia)/i;

/** Browsers name themselves with few texts; each is read once. */
const browsers = new Map<string, boolean>();
const MAX_REMEMBERED = 5_000;

function isBrowser(agent: string): boolean {
  let browser = browsers.get(agent);
  if (browser !== undefined) return browser;
  browser = BROWSERS.test(agent) && !ROBOTS.test(agent);
  if (browsers.size >= MAX_REMEMBERED) browsers.clear();
  if (agent.length < 400) browsers.set(agent, browser);
  return browser;
}

/** Whether a request looks like a person looking at a package: a GET by a browser, no announced robot, no prefetch. */
export function isHumanScan(method: string, headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  if (method !== 'GET') return false;
  const purpose = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-moz'];
  if (typeof purpose === 'string' && /prefetch|prerender/i.test(purpose)) return false;
  const agent = headers['user-agent'];
  return typeof agent === 'string' && isBrowser(agent);
}

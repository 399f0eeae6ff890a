/** Programs that come by themselves and say so, some of them behind the name of a browser. */
const ROBOTS =
  /bots?\b|crawl|spider|slurp|facebookexternalhit|embedly|link ?preview|monitor|uptime|pingdom|lighthouse|headless|phantomjs|python|curl|wget/i;

<<<<<<< HEAD
/**
 * What every browser begins its name with, those inside WeChat, Alipay and the phones' own scanners included; UC and QQ once had
 * names of their own. Programs (curl, wget, python-requests, okhttp, Go, Java) begin otherwise or say nothing.
 */
const BROWSERS = /^(Mozilla|Opera|UCWEB|MQQBrowser|Nokia)/i;

/** Whether a request looks like a person looking at a package: a GET by a browser, no announced robot, no prefetch. */
=======
/** Browsers name themselves with few texts; each is read once. */
const robots = new Map<string, boolean>();
const MAX_REMEMBERED = 5_000;

function isRobot(agent: string): boolean {
  let robot = robots.get(agent);
  if (robot !== undefined) return robot;
  robot = ROBOTS.test(agent);
  if (robots.size >= MAX_REMEMBERED) robots.clear();
  if (agent.length < 400) robots.set(agent, robot);
  return robot;
}

/** Whether a request looks like a person looking at a package: a GET, no announced robot, no prefetch. */
>>>>>>> df7adc8 (Make a look-up cost less: shorter query, fewer of them, nothing looked at twice)
export function isHumanScan(method: string, headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  if (method !== 'GET') return false;
  const purpose = headers['sec-purpose'] ?? headers['purpose'] ?? headers['x-moz'];
  if (typeof purpose === 'string' && /prefetch|prerender/i.test(purpose)) return false;
  const agent = headers['user-agent'];
<<<<<<< HEAD
  return typeof agent === 'string' && BROWSERS.test(agent) && !ROBOTS.test(agent);
=======
  return !(typeof agent === 'string' && isRobot(agent));
>>>>>>> df7adc8 (Make a look-up cost less: shorter query, fewer of them, nothing looked at twice)
}

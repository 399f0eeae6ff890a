/** A source file as the law sees it: paths from the repository's root, imports without extension. */
export interface SourceFile {
  path: string;
  text: string;
  imports: string[];
}

const FLOOR: Record<string, number> = {
  platform: 0,
  ledger: 1,
  identity: 2,
  herbs: 2,
  rules: 2,
  lots: 2,
  planting: 3,
  processing: 3,
  batches: 3,
  quality: 3,
  custody: 3,
  codes: 3,
  trace: 4,
  oversight: 4,
  exchange: 4,
};

/** What floor 4 may read of floor 3 besides facts types: somebody must turn a code into a lot. */
const OPEN_DOORS = new Set(['src/codes/codes.service', 'src/codes/codes.module']);
/** Composition: files that stand in src/ itself see every room. */
const COMPOSITION = /^src\/[^/]+\.tsx?$/;
const HTTP_EXCEPTION =
  /\b(BadRequest|Unauthorized|Forbidden|NotFound|Conflict|Gone|UnprocessableEntity|InternalServerError|Http)Exception\b/;
const SUFFIX =
  /\.(module|controller|page\.controller|service|entity|dto|facts|errors|queries|job|page|filter|guard|interceptor|decorator)\.tsx?$/;
const IMPURE = /from '(@nestjs\/|typeorm|pg|bullmq|ioredis|node:fs)/;
/** Rooms that hold the trade; only there is a file without suffix a rule and must be pure. */
const PURE_ROOMS = new Set(['lots', 'herbs', 'rules', 'planting', 'processing', 'batches', 'quality', 'custody']);

/** Every breach of the law, each a sentence that names the file. */
export function offences(files: SourceFile[]): string[] {
  return [...files.flatMap(ownOffences), ...files.flatMap(importOffences), ...cycles(files)];
}

function ownOffences({ path, text }: SourceFile): string[] {
  if (COMPOSITION.test(path)) return text.includes('process.env') ? [`${path}: reads process.env`] : [];
  const room = roomOf(path);
  const found: string[] = [];
  if (FLOOR[room] === undefined) found.push(`${path}: no room of the house`);
  if (/\/index\.tsx?$/.test(path)) found.push(`${path}: barrels hide who uses what`);
  if (text.includes('forwardRef(')) found.push(`${path}: forwardRef`);
  if (text.includes('process.env') && !path.startsWith('src/platform/config/'))
    found.push(`${path}: reads process.env`);
  if (HTTP_EXCEPTION.test(text) && !path.startsWith('src/platform/http/'))
    found.push(`${path}: throws an HTTP exception`);
  if (PURE_ROOMS.has(room) && !SUFFIX.test(path) && IMPURE.test(text))
    found.push(`${path}: a file without suffix is pure`);
  return found;
}

function importOffences({ path, imports }: SourceFile): string[] {
  if (COMPOSITION.test(path)) return [];
  const from = roomOf(path);
  return imports
    .filter((target) => target.startsWith('src/') && !allowed(from, target))
    .map((target) => `${path} → ${target}: ${from} may not import ${roomOf(target)}`);
}

function allowed(from: string, target: string): boolean {
  const to = roomOf(target);
  if (from === to) return true;
  const [here, there] = [FLOOR[from], FLOOR[to]];
  if (here === undefined || there === undefined || there >= here) return false;
  if (here === 4 && there === 3) return target.endsWith('.facts') || OPEN_DOORS.has(target);
  return true;
}

function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** Import cycles between files, each told once. */
function cycles(files: SourceFile[]): string[] {
  const byName = new Map(files.map((file) => [file.path.replace(/\.tsx?$/, ''), file]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (name: string, trail: string[]): void => {
    const at = trail.indexOf(name);
    if (at >= 0) {
      const ring = [...trail.slice(at), name].map((step) => byName.get(step)!.path);
      found.push(`cycle: ${ring.join(' → ')}`);
      return;
    }
    if (done.has(name)) return;
    for (const target of byName.get(name)?.imports ?? []) if (byName.has(target)) walk(target, [...trail, name]);
    done.add(name);
  };
  for (const name of byName.keys()) walk(name, []);
  return found;
}

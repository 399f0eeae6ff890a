// What must be true before anything of ours can run: the right node, the packages, the build. Only node's own modules.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the process with one sentence for a person. */
export function giveUp(sentence, code = 1) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

export function ensureNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  giveUp(
    `Bencao Trace needs Node.js 20.19 or newer; this is ${version} (${process.execPath}). 需要 Node.js 20.19 或更新版本。`,
  );
}

/** Installs when a package of the lock file is not there in its version. Asks no registry when all are. */
export function ensureInstalled() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  say(`Installing packages (${missing.length} to go). 正在安装依赖……`);
  // Not `npm ci`: it refuses a lock file that lacks another platform's optional packages, which a partial registry
  // mirror causes. The versions are the lock file's all the same, and --no-save leaves that file alone.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'];
  const npm = process.env.npm_execpath;
  const done = npm?.endsWith('.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
  if (done !== 0)
    giveUp('The packages could not be installed; the reason stands above. Is the npm registry reachable?');
  const still = missingPackages();
  if (still.length > 0)
    giveUp(`After the installation these packages are still missing: ${still.slice(0, 5).join(', ')}`);
}

function missingPackages() {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const listFile = join(root, 'node_modules', '.package-lock.json');
  const present = existsSync(listFile) ? JSON.parse(readFileSync(listFile, 'utf8')).packages : {};
  return Object.entries(wanted)
    .filter(([path, { optional, devOptional }]) => path !== '' && !optional && !devOptional)
    .filter(([path, { version }]) => present[path]?.version !== version || !existsSync(join(root, path)))
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
}

const BUILT_FROM = ['src', 'migrations', 'seeds', 'bench'];
const STAMP = join(root, 'dist', '.built-from');

/** Builds when a source differs from what dist was built from; a second start only compares hashes. */
export function ensureBuilt() {
  const hash = sourceHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  say('Building. 正在编译……');
  build();
  writeFileSync(STAMP, hash);
}

/**
 * tsc, and every file beside the sources that is no source (reference data, fonts, styles), to the same place; then the
 * programs as bundles in dist/bundle.
 */
export function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (run(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')]) !== 0)
    giveUp('The build failed; see above.');
  for (const folder of BUILT_FROM.filter((name) => existsSync(join(root, name)))) {
    for (const file of filesBelow(folder).filter((name) => !/\.(tsx?|md)$/.test(name))) {
      mkdirSync(dirname(join(root, 'dist', file)), { recursive: true });
      cpSync(join(root, file), join(root, 'dist', file));
    }
  }
  // A process of its own: the bundler's threads and memory are gone when the product starts.
  if (run(process.execPath, [join(root, 'scripts', 'bundle.mjs')]) !== 0) giveUp('The bundling failed; see above.');
}

function sourceHash() {
  const hash = createHash('sha256').update(process.versions.modules);
  const files = BUILT_FROM.filter((name) => existsSync(join(root, name))).flatMap((folder) => filesBelow(folder));
  for (const file of [...files, 'scripts/bundle.mjs', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']) {
    if (!/\.spec\.tsx?$/.test(file)) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}

/** Runs a program in the repository with our terminal; returns its exit code. */
export function run(program, args, env = process.env) {
  const { status, signal, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', env });
  if (error) giveUp(`${program} could not be started: ${error.message}`);
  if (signal) process.exit(130);
  return status ?? 1;
}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

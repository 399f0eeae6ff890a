// Bundles the packages that nearly every test loads. Jest links each module of each package anew for each test file:
// two thousand modules of the framework cost five seconds a file, a handful of chunks half a second.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const CACHE = join(process.cwd(), '.test');

/** What tests and sources import by these names comes from the bundle; everything else from node_modules as ever. */
const PACKAGES = [
  '@nestjs/bullmq',
  '@nestjs/common',
  '@nestjs/common/constants.js',
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@nestjs/terminus',
  '@nestjs/throttler',
  '@nestjs/typeorm',
  'bullmq',
  'class-transformer',
  'class-validator',
  'ioredis',
  'pg',
  'pino',
  'prom-client',
  'reflect-metadata',
  'rxjs',
  'typeorm',
];

/** Makes the bundle unless it is there. Returns jest's moduleNameMapper for it. */
export async function vendored() {
  const directory = join(CACHE, `vendor-${hash()}`);
  if (!existsSync(directory)) await make(directory);
  return Object.fromEntries(PACKAGES.map((name) => [`^${name.replace('.', '\\.')}$`, join(directory, fileOf(name))]));
}

const fileOf = (name) => `${name.replace(/^@/, '').replaceAll('/', '__').replace(/\.js$/, '')}.mjs`;

function hash() {
  const sum = createHash('sha256').update(process.version);
  for (const file of ['package-lock.json', 'test/support/vendor.mjs']) sum.update(readFileSync(file));
  return sum.digest('hex').slice(0, 16);
}

async function make(directory) {
  const making = `${directory}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  const entries = {};
  for (const name of PACKAGES) {
    const file = join(making, `entry-${fileOf(name)}`);
    writeFileSync(file, await entry(name));
    entries[fileOf(name).replace(/\.mjs$/, '')] = file;
  }
  await build({
    entryPoints: entries,
    outdir: making,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    // Less text to compile, for each test file anew.
    minifyWhitespace: true,
    logLevel: 'error',
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
    },
    plugins: [later],
  });
  for (const stale of readdirSync(CACHE)) {
    if (/^vendor-[0-9a-f]{16}$/.test(stale)) rmSync(join(CACHE, stale), { recursive: true, force: true });
  }
  try {
    renameSync(making, directory);
  } catch {
    rmSync(making, { recursive: true, force: true }); // another run was quicker
  }
}

/** A module with the very exports that node gives the package, whichever kind of module it is. */
async function entry(name) {
  const names = Object.keys(await import(name)).filter((key) => key !== 'default' && key !== 'module.exports');
  const given = Object.keys(await import(name));
  const star = names.filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== '__esModule');
  return [
    `import * as all from '${name}';`,
    ...(given.includes('default') ? [`export { default } from '${name}';`] : []),
    ...(star.length === 0 ? [] : [`export { ${star.join(', ')} } from '${name}';`]),
    'void all;',
  ].join('\n');
}

/** Drivers and optional parts that are not installed stay questions, answered as before: by an error. */
const later = {
  name: 'later',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (pluginData === later || isBuiltin(path)) return undefined;
      if (kind === 'dynamic-import') return { path, external: true };
      if (kind !== 'require-call' && kind !== 'require-resolve') return undefined;
      const found = await builder.resolve(path, { kind, resolveDir, importer, pluginData: later });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

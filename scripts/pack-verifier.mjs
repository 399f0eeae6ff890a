// Makes the page that goes into every evidence pack: one file, no network. `npm run pack-verifier` after a change in web/pack-verifier;
// a test compares what is kept with what the sources make.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
export const KEPT = join(root, 'src', 'exchange', 'evidence-pack', 'verify.html');

/** The page as the sources make it. */
export async function makePage() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'web', 'pack-verifier', 'page.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
    charset: 'utf8',
  });
  const script = outputFiles[0].text.replaceAll('</script', '<\\/script');
  return readFileSync(join(root, 'web', 'pack-verifier', 'page.html'), 'utf8').replace('/*SCRIPT*/', () => script);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(KEPT, await makePage());

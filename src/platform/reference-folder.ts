import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** seeds/reference of this checkout, found from the source tree and from the built one alike. */
export function referenceFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const found = join(folder, 'seeds', 'reference');
    if (existsSync(join(found, 'herbs.json'))) return found;
    if (folder === dirname(folder)) throw new Error('seeds/reference was not found above the program');
  }
}

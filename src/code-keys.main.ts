import { parseArgs } from 'node:util';
import { checkKeys, rotateKeys } from './code-keys.js';
import { loadConfig } from './platform/config/config.js';
import { whyNotStarted } from './platform/lifecycle/why-not-started.js';

// `npm run code-keys -- check [FILE]` holds the key file, or a backup of it, against the database; exit code 1 when it would
// not read every label. `npm run code-keys -- rotate` adds a key.

const USAGE = 'npm run code-keys -- check [FILE] | rotate\n';

try {
  const { positionals } = parseArgs({ allowPositionals: true, options: {} });
  const [command, file] = positionals;
  if (command === 'check') {
    const { complete, keys } = await checkKeys(loadConfig(), file);
    for (const { id, state } of keys) process.stdout.write(`${id}: ${state}\n`);
    process.stdout.write(complete ? '密钥完整 Every label can be read with this file.\n' : '密钥不全 NOT COMPLETE\n');
    process.exitCode = complete ? 0 : 1;
  } else if (command === 'rotate') {
    const { path, id, usedAfterSeconds } = await rotateKeys(loadConfig());
    process.stdout.write(
      `已加入密钥 Key ${id} was added to ${path}.\n` +
        `请立即复制到每台机器和备份处 Copy the file to every machine and to the backup now: ` +
        `codes are made with it ${usedAfterSeconds / 60} minutes after the first process has read it.\n`,
    );
  } else {
    process.stderr.write(USAGE);
    process.exitCode = 2;
  }
} catch (error) {
  process.stderr.write(`${whyNotStarted(error)}\n`);
  process.exitCode = 2;
}

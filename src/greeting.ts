import type { DataSource } from 'typeorm';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DEMO_LOGINS, DEMO_PASSWORD } from '../seeds/demo-identities.js';
import { REJECTED_BATCH, RELEASED_BATCH } from '../seeds/demonstration.js';
import { YEARS_LOGINS } from '../seeds/years/years-identities.js';
import { CodesService } from './codes/codes.service.js';
import { codeUrl } from './codes/code-url.js';
import { qrMatrix, qrTerminal } from './codes/qr-image.js';
import type { FirstPeople } from './first-people.js';
import type { Running } from './run.js';

/** What the person who started us reads last: where it answers, who can sign in, and a code to scan. */
export async function greet(running: Running, people: FirstPeople, print: (line: string) => void): Promise<void> {
  const { config, localUrl } = running;
  print('');
  print('本草溯源 Bencao Trace 已启动 is running');
  print(`  本机 this machine   ${localUrl}`);
  print(`  手机 phones         ${config.publicUrl}`);
  print(`  接口 API            ${localUrl}/api/docs`);
  if (people.kind === 'administrator-token') {
    print('');
    print('还没有人可以登录。首位管理员凭此一次性口令建立账号（POST /api/sessions/first-administrator）：');
    print(`  one-time administrator token: ${people.token}`);
  }
  if (people.kind === 'demonstration') await greetDemonstration(running, print);
  print('');
  print('Ctrl-C 停止 stops it.');
}

async function greetDemonstration(running: Running, print: (line: string) => void): Promise<void> {
  print('');
  print(`演示账号 demonstration logins, password ${DEMO_PASSWORD}:`);
  for (const { login, name, role, organisation, region } of [...DEMO_LOGINS, ...YEARS_LOGINS]) {
    print(`  ${login.padEnd(17)}${role.padEnd(15)}${name} · ${organisation.name}${region ? ` (${region})` : ''}`);
  }
  const released = await pageOf(running, RELEASED_BATCH);
  const rejected = await pageOf(running, REJECTED_BATCH);
  if (rejected) print(`\n检验不合格的批 the batch that quality rejected:\n  ${rejected}`);
  if (!released) return;
  print(`\n已放行的批 the released batch; scan it with a phone in this network:\n  ${released}\n`);
  print(qrTerminal(qrMatrix(released)));
}

async function pageOf(running: Running, lot: string): Promise<string | undefined> {
  const system: DataSource = running.app.get(getDataSourceToken('system'), { strict: false });
  const code = await running.app.get(CodesService, { strict: false }).codeOfBatch(system.manager, lot);
  return code === undefined ? undefined : codeUrl(running.config.publicUrl, code);
}

import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { CONFIG_KEYS, loadConfig } from './config.js';
import { ConfigError } from './config.errors.js';
import { lanAddress } from './lan-address.js';

const faultsOf = (env: Record<string, string>): Record<string, string> => {
  try {
    loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return Object.fromEntries(error.faults.map((fault) => [fault.key, `${fault.given} | ${fault.expected}`]));
  }
  return {};
};

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://trace.example.cn',
  LEDGER_ORIGIN: 'trace.example.cn/ledger',
};

describe('loadConfig', () => {
  it('needs nothing: an empty environment is the embedded default', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      port: 3000,
      role: 'all',
      queueBackend: 'postgres',
      demo: 'auto',
      trustProxy: false,
    });
    expect(config.embeddedDatabase).toBe(true);
    expect(config.publicUrl).toBe(`http://${lanAddress()}:3000`);
    expect(config.keysDir).toBe(`${config.dataDir}/keys`);
  });

  it('names all faults at once, each with what was given and what was expected', () => {
    const faults = faultsOf({
      PORT: 'eighty',
      PUBLIC_URL: 'trace.example.cn',
      DATABASE_URL: 'mysql://bencao:geheim@db/bencao',
      QUEUE_BACKEND: 'rabbit',
      ROLE: 'both',
      TRUST_PROXY: 'true',
      DATABASE_POOL: '0',
      DEMO: 'yes',
      LOG_LEVEL: 'loud',
      LEDGER_ORIGIN: 'https://a b',
    });
    expect(Object.keys(faults).sort()).toEqual([
      'DATABASE_POOL',
      'DATABASE_URL',
      'DEMO',
      'LEDGER_ORIGIN',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
      'QUEUE_BACKEND',
      'ROLE',
      'TRUST_PROXY',
    ]);
    expect(faults['PORT']).toBe('"eighty" | a whole number from 0 to 65535');
    expect(faults['DATABASE_URL']).toContain('"mysql://bencao:***@db/bencao"');
    expect(() => loadConfig({ PORT: 'x', ROLE: 'y' })).toThrow(
      /2 settings are wrong[^]*ROLE: got "y"[^]*PORT: got "x"/,
    );
  });

  it.each([['65536'], ['-1'], ['3000.5'], ['0x10'], ['1e3'], ['３０００']])('refuses PORT=%s', (PORT) => {
    expect(faultsOf({ PORT })).toHaveProperty('PORT');
  });

  it('chooses Redis for the queue when an address is given, and asks for one when it is wanted', () => {
    expect(loadConfig({ REDIS_URL: 'redis://cache:6379' }).queueBackend).toBe('redis');
    expect(loadConfig({ REDIS_URL: 'redis://cache:6379', QUEUE_BACKEND: 'postgres' }).queueBackend).toBe('postgres');
    expect(faultsOf({ QUEUE_BACKEND: 'redis' })).toHaveProperty('REDIS_URL');
    expect(Object.keys(faultsOf({ QUEUE_BACKEND: 'redis', REDIS_URL: 'cache:6379' }))).toEqual(['REDIS_URL']);
  });

  it('takes system and owner addresses from DATABASE_URL unless they are given', () => {
    const DATABASE_URL = 'postgresql://bencao:x@db/bencao';
    expect(loadConfig({ DATABASE_URL })).toMatchObject({
      databaseSystemUrl: DATABASE_URL,
      databaseOwnerUrl: DATABASE_URL,
    });
    expect(faultsOf({ DATABASE_OWNER_URL: DATABASE_URL })).toHaveProperty('DATABASE_URL');
  });

  it('believes exact proxies or a number of hops, never everybody', () => {
    expect(loadConfig({ TRUST_PROXY: '1' }).trustProxy).toBe(1);
    expect(loadConfig({ TRUST_PROXY: '10.0.0.2, 172.16.0.0/12' }).trustProxy).toEqual(['10.0.0.2', '172.16.0.0/12']);
    for (const TRUST_PROXY of ['true', '0.0.0.0/0', '::/0', '10.0.0', 'proxy']) {
      expect(faultsOf({ TRUST_PROXY })).toHaveProperty('TRUST_PROXY');
    }
  });

  it('is stricter in production: https, a name for the log, no demonstration', () => {
    expect(loadConfig(production)).toMatchObject({ demo: 'off', publicUrl: 'https://trace.example.cn' });
    expect(Object.keys(faultsOf({ NODE_ENV: 'production' })).sort()).toEqual(['LEDGER_ORIGIN', 'PUBLIC_URL']);
    expect(faultsOf({ ...production, DEMO: 'auto' })).toHaveProperty('DEMO');
    expect(faultsOf({ ...production, PUBLIC_URL: 'http://trace.example.cn' })).toHaveProperty('PUBLIC_URL');
  });

  it('takes scheme, host and port of PUBLIC_URL and refuses what a QR code would lose', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://Trace.Example.cn/' }).publicUrl).toBe('https://trace.example.cn');
    for (const PUBLIC_URL of ['https://a.cn/trace', 'https://a.cn/?x=1', 'https://me:pw@a.cn', 'ftp://a.cn']) {
      expect(faultsOf({ PUBLIC_URL })).toHaveProperty('PUBLIC_URL');
    }
  });

  it('counts an empty value as absent', () => {
    expect(loadConfig({ DATABASE_URL: '', REDIS_URL: ' ', PORT: '' })).toMatchObject({ port: 3000 });
  });

  it('lists every key that it reads', () => {
    const source = readFileSync(new URL('./config.ts', import.meta.url), 'utf8');
    const read = new Set([...source.matchAll(/env\.\w+\(\s*'([A-Z][A-Z0-9_]*)'/g)].map((match) => match[1]));
    expect([...read].sort()).toEqual([...CONFIG_KEYS].sort());
  });
});

import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { CONFIG_KEYS, loadConfig } from '../src/platform/config/config.js';

interface Service {
  image: string;
  command?: string[] | string;
  environment: Record<string, string>;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  depends_on?: Record<string, { condition: string }>;
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as Compose;
const dockerfile = readFileSync('Dockerfile', 'utf8');
const services = Object.entries(compose.services);
const product = ['migrate', 'web', 'worker'];

/** What `docker compose` would put in: the given value, the default after `:-`, and a complaint for `:?`. */
function fill(text: string, given: Record<string, string>): string {
  const filled = text.replace(/\$\{(\w+)(?::([-?])((?:[^{}]|\$\{[^}]*\})*))?\}/g, (_, name: string, kind, rest) => {
    const value = given[name] ?? '';
    if (value !== '') return value;
    if (kind === '?') throw new Error(`${name} is required`);
    return typeof rest === 'string' ? fill(rest, given) : '';
  });
  return filled;
}

const answers = {
  PUBLIC_HOST: 'trace.example.cn',
  POSTGRES_PASSWORD: 'p0stgres',
  BENCAO_PASSWORD: 'b3ncao',
  REDIS_PASSWORD: 'r3dis',
};

const environmentOf = (name: string, given: Record<string, string> = answers): Record<string, string> =>
  Object.fromEntries(
    Object.entries(compose.services[name]!.environment).map(([key, value]) => [key, fill(String(value), given)]),
  );

describe('the compose file', () => {
  it('has postgres, redis, web, worker, a migrate step and a TLS proxy', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['migrate', 'postgres', 'proxy', 'redis', 'web', 'worker']);
    expect(compose.services['postgres']!.image).toMatch(/postgres:18$/);
  });

  it.each(product)('sets for %s only keys that the configuration knows, and values that it accepts', (name) => {
    const environment = environmentOf(name);
    const known = new Set<string>(CONFIG_KEYS);
    expect(Object.keys(environment).filter((key) => !known.has(key))).toEqual([]);
    expect(loadConfig(environment)).toMatchObject({
      environment: 'production',
      role: name === 'web' ? 'web' : 'worker',
      queueBackend: 'redis',
      embeddedDatabase: false,
      publicUrl: 'https://trace.example.cn',
      ledgerOrigin: 'trace.example.cn/ledger',
      demo: 'off',
      trustProxy: 1,
    });
  });

  it('asks for every secret and for the public name, and has no secret of its own', () => {
    for (const missing of Object.keys(answers)) {
      const rest = { ...answers, [missing]: '' };
      const texts = services.flatMap(([, service]) => [
        ...Object.values(service.environment),
        ...(service.command ?? []),
      ]);
      expect(() => texts.forEach((text) => fill(String(text), rest))).toThrow(`${missing} is required`);
    }
  });

  it('puts the registry prefix before every image, also those of the Dockerfile', () => {
    for (const [, { image }] of services) expect(image.startsWith('${IMAGE_REGISTRY:-}')).toBe(true);
    const from = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
    expect(from.length).toBe(2);
    for (const image of from) expect(image).toMatch(/^\$\{IMAGE_REGISTRY\}/);
  });

  it('checks the health of everything that stays up, and starts in that order', () => {
    for (const [name, service] of services) {
      if (name !== 'migrate')
        expect({ name, test: service.healthcheck?.test }).toMatchObject({ test: expect.any(Array) });
    }
    for (const name of ['web', 'worker']) {
      expect(compose.services[name]!.depends_on).toMatchObject({
        migrate: { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
      });
      expect(compose.services[name]!.healthcheck!.test.join(' ')).toContain('/readyz');
    }
  });

  it('keeps everything worth keeping in named volumes that it declares', () => {
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!));
    const named = used.filter((volume) => !volume.startsWith('.'));
    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort());
    for (const path of used.filter((volume) => volume.startsWith('.')))
      expect([path, existsSync(path)]).toEqual([path, true]);
  });

  it('runs a Redis that loses no acknowledged job', () => {
    const command = [...(compose.services['redis']!.command ?? [])].join(' ');
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--requirepass');
  });

  it('opens nothing but the proxy to the outside, and gives the product no more rights than it needs', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['proxy']);
    for (const name of product) {
      expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  it('starts files that the build makes, from folders that exist', () => {
    const bundle = readFileSync('scripts/bundle.mjs', 'utf8');
    const programs = /PROGRAMS = \[([^\]]*)\]/.exec(bundle)![1]!.match(/[\w.-]+/g);
    const started = [dockerfile, JSON.stringify(compose)].flatMap((text) => [
      ...text.matchAll(/dist\/bundle\/([\w.]+)\.js/g),
    ]);
    expect(started.length).toBeGreaterThanOrEqual(2);
    for (const [, file] of started) {
      expect(programs).toContain(file);
      expect([file, existsSync(`src/${file}.ts`)]).toEqual([file, true]);
    }
    for (const [, what] of dockerfile.matchAll(/^COPY (?!--from)((?:\S+ )+)\S+$/gm)) {
      for (const path of what!.trim().split(' ')) expect([path, existsSync(path)]).toEqual([path, true]);
    }
  });

  it('makes the same roles as the embedded database', () => {
    const script = readFileSync('deploy/create-roles.sh', 'utf8');
    const bootstrap = readFileSync('src/platform/embedded/bootstrap-roles.ts', 'utf8').replaceAll('${LOGIN}', 'bencao');
    for (const role of ['bencao_owner', 'bencao_app', 'bencao_system']) {
      expect(script).toContain(`create role ${role} nologin;`);
      expect(bootstrap).toContain(`'${role}'`);
    }
    for (const statement of [
      'create role bencao login noinherit',
      'grant bencao_owner, bencao_app, bencao_system to bencao with admin false, inherit false, set true',
    ]) {
      expect(script).toContain(statement);
      expect(bootstrap).toContain(statement);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Reflector } from '@nestjs/core';
import { getMetadataStorage } from 'class-validator';
import type { ExecutionContext } from '@nestjs/common';
import { AccessGuard } from '../src/identity/access.guard.js';
import { isPermission, PERMISSIONS } from '../src/identity/permissions.js';
import { Sessions } from '../src/identity/sessions.service.js';
import { newId } from '../src/platform/ids.js';
import { Caller } from './support/caller.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';
import { declaredRoutes, describedRoutes, servedRoutes, type DeclaredRoute } from './support/routes.js';

interface FieldRule {
  propertyName: string;
  type: string;
  constraints?: ((object: object, value: unknown) => boolean)[];
}

let house: DemoHouse;
let declared: DeclaredRoute[];

beforeAll(async () => {
  house = await startDemoHouse();
  declared = declaredRoutes(house.running.app);
}, 180_000);
afterAll(() => house?.stop());

const names = (): string[] => declared.map(({ name }) => name).sort();

describe('the list of routes', () => {
  it('is the same in the decorators, in the router and in the description', async () => {
    expect(servedRoutes(house.running.app).sort()).toEqual(names());
    const description = await new Caller(house.origin).get('/api/openapi.json');
    // OpenAPI has no wildcards: the rest of a path is described as one parameter.
    expect(describedRoutes(description.body).sort()).toEqual(names().map((name) => name.replace(/\*$/, ':path')));
    expect(names().length).toBeGreaterThan(15);
  });

  it('describes every field of a body, and calls none required that may be left out', async () => {
    const { body } = await new Caller(house.origin).get('/api/openapi.json');
    const schemas = body.components.schemas as Record<string, { properties?: object; required?: string[] }>;
    const faults: string[] = [];
    for (const [target, rules] of getMetadataStorage()['validationMetadatas' as never] as Map<unknown, FieldRule[]>) {
      if (typeof target !== 'function') continue;
      const schema = schemas[target.name];
      if (!schema) continue; // a query: its fields are described as parameters
      for (const field of new Set(rules.map(({ propertyName }) => propertyName))) {
        if (!(field in (schema.properties ?? {}))) faults.push(`${target.name}.${field} is not described`);
        const optional = rules.some(
          ({ propertyName, type, constraints }) =>
            propertyName === field && type === 'conditionalValidation' && constraints?.[0]?.({}, undefined) === false,
        );
        if (optional && schema.required?.includes(field)) faults.push(`${target.name}.${field} may be left out`);
      }
    }
    expect(faults).toEqual([]);
    expect(schemas['AggregateDto']).toMatchObject({ required: ['id', 'action', 'parent', 'at'] });
  });

  it('names no route twice', () => expect(new Set(names()).size).toBe(declared.length));
});

describe('who may call', () => {
  it('is declared by every route, with a permission that exists', () => {
    const silent = declared.filter(({ access }) => access === undefined).map(({ handler }) => handler);
    expect(silent).toEqual([]);
    const unknown = declared.filter(({ access }) => access && 'requires' in access && !isPermission(access.requires));
    expect(unknown.map(({ handler }) => handler)).toEqual([]);
  });

  it('is declared once, at the route itself: as many declarations as routes in every controller', () => {
    const root = resolve(import.meta.dirname, '../src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /controller\.tsx?$/.test(file),
    );
    const counts = files.map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const count = (pattern: RegExp): number => [...text.matchAll(pattern)].length;
      return {
        file,
        routes: count(/^\s*@(Get|Post|Put|Patch|Delete|Head|Options|All|Sse)\(/gm),
        declarations: count(/^\s*@(Public|Requires)\(/gm),
      };
    });
    expect(counts.filter(({ routes, declarations }) => routes !== declarations)).toEqual([]);
    expect(counts.length).toBeGreaterThan(4);
  });

  it('uses every permission of the policy, or names those that wait for their room', () => {
    const used = new Set(declared.flatMap(({ access }) => (access && 'requires' in access ? [access.requires] : [])));
    const unused = PERMISSIONS.filter((permission) => !used.has(permission));
    expect(unused).toEqual(WAITING);
  });
});

/** Permissions whose routes are not built yet. */
const WAITING: string[] = [];

describe('a route that declares nothing', () => {
  class Forgotten {
    handler(): void {}
  }
  const context = (headers: Record<string, string>): ExecutionContext =>
    ({
      getType: () => 'http',
      getHandler: () => Forgotten.prototype.handler,
      getClass: () => Forgotten,
      switchToHttp: () => ({ getRequest: () => ({ method: 'GET', headers }) }),
    }) as unknown as ExecutionContext;

  it('is refused to everybody, signed in or not', async () => {
    const sessions = house.running.app.get(Sessions, { strict: false });
    const guard = new AccessGuard(new Reflector(), sessions, house.running.config);
    expect(() => guard.canActivate(context({}))).toThrow(expect.objectContaining({ kind: 'unauthenticated' }));
    const cookie = (await house.demo('admin')).cookie ?? '';
    await expect(guard.canActivate(context({ cookie }))).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('other spellings of a guarded route', () => {
  /** What a router might mistake for the route. */
  const spellings = (method: string, path: string): [string, string, Record<string, string>][] => [
    [method, `${path}/`, {}],
    [method, path.toUpperCase(), {}],
    [method, path.replace('/api/', '//api/'), {}],
    [method, path.replace('/api/', '/api//'), {}],
    [method, path.replace('/api/', '/%61pi/'), {}],
    [method, path.replace('/api/', '/api%2f'), {}],
    [method, path.replace('/api/', '/t/../api/'), {}],
    [method, `${path};x=1`, {}],
    [method, `${path}.json`, {}],
    [method, `${path}?access=public`, {}],
    ['HEAD', path, {}],
    ['OPTIONS', path, {}],
    ['GET', path, { 'x-http-method-override': method }],
    [method, path, { 'x-original-url': '/healthz' }],
    [method, path, { authorization: 'Basic YWRtaW46YWRtaW4=' }],
    [method, path, { authorization: 'Bearer null' }],
  ];

  it('open it to nobody', async () => {
    const guarded = declared.filter(({ access }) => access && 'requires' in access);
    const publicReads = new Set(
      declared.flatMap(({ name, access }) =>
        access && 'public' in access && name.startsWith('GET ') ? [name.slice('GET '.length)] : [],
      ),
    );
    const opened: string[] = [];
    for (const { name } of guarded) {
      const [method = '', pattern = ''] = name.split(' ');
      const path = pattern.replace(/:\w+/g, newId());
      for (const [verb, spelling, headers] of spellings(method, path)) {
        const body = verb === 'GET' || verb === 'HEAD' || verb === 'OPTIONS' ? undefined : {};
        const answer = await new Caller(house.origin).send(verb, spelling, body, headers);
        if (verb === 'GET' && publicReads.has(pattern)) continue; // reading here is open to all
        if (answer.status < 400 || answer.status >= 500) opened.push(`${verb} ${spelling}: ${answer.status}`);
      }
    }
    expect(opened).toEqual([]);
  }, 120_000);
});

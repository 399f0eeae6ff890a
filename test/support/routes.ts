import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { INestApplication } from '@nestjs/common';
import { ACCESS, type Access } from '../../src/platform/http/access.js';

/** A route as its decorators declare it. */
export interface DeclaredRoute {
  /** `GET /api/people/:id` */
  name: string;
  /** `PeopleController.change` */
  handler: string;
  access: Access | undefined;
}

/** Every route of every controller, found through Nest's own container. */
export function declaredRoutes(app: INestApplication): DeclaredRoute[] {
  const scanner = new MetadataScanner();
  const routes: DeclaredRoute[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (metatype === null || metatype === undefined) continue;
      const prototype = (metatype as { prototype: Record<string, object> }).prototype;
      for (const method of scanner.getAllMethodNames(prototype)) {
        const handler = prototype[method];
        const verb: number | undefined = handler && Reflect.getMetadata(METHOD_METADATA, handler);
        if (handler === undefined || verb === undefined) continue;
        for (const base of listOf(Reflect.getMetadata(PATH_METADATA, metatype)))
          for (const path of listOf(Reflect.getMetadata(PATH_METADATA, handler)))
            routes.push({
              name: `${RequestMethod[verb] ?? verb} ${joined(base, path)}`,
              handler: `${metatype.name}.${method}`,
              access: (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, metatype)) as
                Access | undefined,
            });
      }
    }
  }
  return routes;
}

/** Every route the running server answers, read from the router itself; HEAD goes with GET. */
export function servedRoutes(app: INestApplication): string[] {
  const router = app.getHttpAdapter().getInstance() as { printRoutes(): string };
  const path: string[] = [];
  const routes: string[] = [];
  for (const line of router.printRoutes().split('\n')) {
    const parts = /^((?:│ {3}| {4})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (parts === null) continue;
    path.length = (parts[1] ?? '').length / 4;
    path.push(parts[2] ?? '');
    for (const verb of parts[3]?.split(', ') ?? []) if (verb !== 'HEAD') routes.push(`${verb} ${path.join('')}`);
  }
  return routes;
}

/** Every route of the OpenAPI description. */
export function describedRoutes(document: { paths: Record<string, object> }): string[] {
  return Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
}

function listOf(paths: string | string[] | undefined): string[] {
  return Array.isArray(paths) ? paths : [paths ?? ''];
}

function joined(base: string, path: string): string {
  const parts = [base, path].flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${parts.join('/')}`;
}

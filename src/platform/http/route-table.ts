/** Every route the router knows, so that a wrong verb is told from a wrong address. Filled while routes are registered. */
export class RouteTable {
  private readonly routes: { methods: readonly string[]; shape: RegExp }[] = [];

  /** `url` as Fastify has it: `/api/batches/:id/release`, `/ledger/tile/*`. */
  add(method: string | readonly string[], url: string): void {
    const methods = typeof method === 'string' ? [method] : method;
    const parts = url
      .replace(/\/+$/, '')
      .split('/')
      .map((part) =>
        part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      );
    // A bare `*` answers for nobody in particular: the framework's own not-found and CORS routes.
    if (parts.every((part) => part === '' || part === '.*')) return;
    this.routes.push({ methods, shape: new RegExp(`^${parts.join('/')}/?$`) });
  }

  /** The verbs that this path takes, sorted; none when there is nothing at it. */
  methodsOf(path: string): string[] {
    const found = this.routes.filter(({ shape }) => shape.test(path)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}

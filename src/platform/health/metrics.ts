import { collectDefaultMetrics, Counter, Registry } from 'prom-client';

/** What /metrics tells of this process. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

/** A counter of this process; asking for the same name again gives the same counter. */
export function counter(name: string, help: string): Counter {
  return (registry.getSingleMetric(name) as Counter | undefined) ?? new Counter({ name, help, registers: [registry] });
}

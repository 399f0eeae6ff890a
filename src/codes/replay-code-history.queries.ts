import type { Fact } from '../ledger/fact.js';
import type { Misfit } from '../ledger/page-check.js';
import { ActRowsReplayer, type ActTable } from '../ledger/verify/act-rows.queries.js';
import type { Tx } from '../platform/db/tx.js';
import {
  CODE_BINDING_CONTESTED,
  CODE_BOUND,
  CODE_REPLACED,
  CODES_AGGREGATED,
  type CodeBindingContested,
  type CodeBound,
  type CodesAggregated,
} from './codes.facts.js';

const open = <T>(fact: Fact): T => fact.open as unknown as T;
const boundColumns = ({ thing, lot, serial, sackGrams, at }: Omit<CodeBound, 'binding'>) => ({
  ...{ thing, lot_id: lot, package_serial: serial, grams: sackGrams, bound_at: new Date(at) },
});

const TABLES: readonly ActTable[] = [
  {
    table: 'code_binding',
    types: [CODE_BOUND],
    says: (fact) => ({ id: open<CodeBound>(fact).binding, ...boundColumns(open<CodeBound>(fact)) }),
  },
  {
    table: 'code_binding_contest',
    types: [CODE_BINDING_CONTESTED],
    says(fact) {
      const { contest, binding, ...claim } = open<CodeBindingContested>(fact);
      return { id: contest, binding_id: binding, ...boundColumns(claim) };
    },
  },
  {
    table: 'aggregation',
    types: [CODES_AGGREGATED],
    says(fact) {
      const { aggregation, action, children, at } = open<CodesAggregated>(fact);
      return { id: aggregation, action, children, at: new Date(at) };
    },
  },
];

/** Each gives `id` and `fact` of rows that are not what was sealed or what their history says; `$1` is nothing. */
const CHECKS: readonly { what: string; sql: string }[] = [
  {
    what: 'code_binding is of another label than was sealed',
    sql: `select b.id, b.fact_id as fact from code_binding b join sealed_value s on s.fact_id = b.fact_id and s.name = 'label'
           where s.erased_at is null and s.value is distinct from jsonb_build_array(b.range_no, b.serial)`,
  },
  {
    what: 'aggregation has another parent than was sealed',
    sql: `select a.id, a.fact_id as fact from aggregation a join sealed_value s on s.fact_id = a.fact_id and s.name = 'parent'
           where s.erased_at is null and s.value is distinct from jsonb_build_array(a.parent_range, a.parent_serial)`,
  },
  {
    what: 'aggregation has other children than were sealed',
    sql: `select a.id, a.fact_id as fact from aggregation a
            join sealed_value s on s.fact_id = a.fact_id and s.name = 'children'
            cross join lateral (select coalesce(jsonb_agg(jsonb_build_array(c.range_no, c.serial) order by c.range_no, c.serial), '[]') as has
              from aggregation_child c where c.organisation_id = a.organisation_id and c.aggregation_id = a.id) c
           where s.erased_at is null and c.has is distinct from (select jsonb_agg(v order by (v->>0)::bigint, (v->>1)::bigint)
              from jsonb_array_elements(s.value) v)`,
  },
  {
    what: 'what is inside what now is not what its events say',
    sql: `select coalesce(h.aggregation_id, l.aggregation_id) as id, a.fact_id as fact
            from (select c.* from aggregation_child c join aggregation a on a.organisation_id = c.organisation_id and a.id = c.aggregation_id
                   where a.action = 'ADD' and not exists (select from aggregation_child e where e.organisation_id = c.organisation_id
                     and e.ends = c.aggregation_id and e.range_no = c.range_no and e.serial = c.serial)) h
            full join aggregation_live l on l.organisation_id = h.organisation_id and l.aggregation_id = h.aggregation_id
                 and l.range_no = h.range_no and l.serial = h.serial
            left join aggregation a on a.organisation_id = coalesce(h.organisation_id, l.organisation_id)
                 and a.id = coalesce(h.aggregation_id, l.aggregation_id)
           where h.aggregation_id is null or l.aggregation_id is null
              or (l.parent_range, l.parent_serial) is distinct from (a.parent_range, a.parent_serial)`,
  },
  {
    what: 'a replaced code and the fact of its replacement do not agree',
    sql: `select coalesce(p.act_id, (f.body->'open'->>'replacement')::uuid) as id, f.id as fact
            from code_replacement p full join (select * from fact where type = '${CODE_REPLACED}') f
                 on (f.body->'open'->>'replacement')::uuid = p.act_id and f.organisation_id = p.organisation_id
            left join sealed_value o on o.fact_id = f.id and o.name = 'old'
            left join sealed_value b on b.fact_id = f.id and b.name = 'by'
           where p.act_id is null or f.id is null
              or o.erased_at is null and o.value is distinct from jsonb_build_array(p.range_no, p.serial)
              or b.erased_at is null and b.value is distinct from jsonb_build_array(p.by_range_no, p.by_serial)`,
  },
];

/** Bindings, packing and replacements against their facts, down to which codes were sealed. */
export class CodeHistoryReplayer extends ActRowsReplayer {
  constructor() {
    super('codes', TABLES);
  }

  override async finish(tx: Tx): Promise<Misfit | undefined> {
    const stray = await super.finish(tx);
    if (stray !== undefined) return stray;
    for (const { what, sql } of CHECKS) {
      const rows: { id: string; fact: string | null }[] = await tx.query(`${sql} order by 1 limit 1`);
      const [row] = rows;
      if (row) return { factId: row.fact ?? row.id, what: `${what} (${row.id})` };
    }
    return undefined;
  }
}

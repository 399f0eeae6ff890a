import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { LotWorld } from '../../test/support/lot-world.js';
import { NoSuchLot } from './lots.errors.js';

const TABLES = [
  'lot',
  'lot_edge',
  'lot_origin',
  'lot_movement',
  'lot_quality',
  'lot_package',
  'lot_custody',
  'lot_custody_period',
  'lot_consigned',
  'hold',
  'hold_mark',
  'active_hold',
];
/** All the application may call; a function that is not on this list must not be callable. */
const DOORS = [
  'lot_assert_free',
  'lot_born',
  'lot_consign',
  'lot_custody_of',
  'lot_gain',
  'lot_graph',
  'lot_hold',
  'lot_hold_failed',
  'lot_lift',
  'lot_lock',
  'lot_pack',
  'lot_packages',
  'lot_packed_grams',
  'lot_recall',
  'lot_receive',
  'lot_set_quality',
  'lot_take',
  'lot_transform',
  'lot_view',
  'lots_entrusted',
];

let world: LotWorld;
let coop: Actor;
let factory: Actor;
let stranger: Actor;

beforeAll(async () => {
  world = await LotWorld.open();
  coop = await world.anActor('cooperative');
  factory = await world.anActor('factory');
  stranger = await world.anActor('trader');
});
afterAll(() => world.close());

const seen = (actor: Actor, lot: string) => world.as(actor, (tx) => world.lots.view(tx, actor, lot));

describe('the tables of the lots', () => {
  it.each(TABLES)('%s cannot be touched by the application role', async (table) => {
    for (const statement of [`select * from ${table}`, `delete from ${table}`, `insert into ${table} default values`])
      await expect(world.as(coop, (tx) => tx.query(statement))).rejects.toThrow(
        /permission denied|cannot (insert|delete)/,
      );
    const [right]: { any: boolean }[] = await world.root.query(
      `select bool_or(has_table_privilege('bencao_app', $1, p)) as any
       from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p`,
      [table],
    );
    expect(right!.any).toBe(false);
  });

  it('are reached through the listed functions and no other, all of them with a fixed search path', async () => {
    const functions: { name: string; definer: boolean; path: string | null; app: boolean; everybody: boolean }[] =
      await world.root.query(
        `select proname as name, prosecdef as definer, array_to_string(proconfig, ',') as path,
              has_function_privilege('bencao_app', oid, 'execute') as app,
              exists (select from aclexplode(proacl) where grantee = 0) or proacl is null as everybody
       from pg_proc where pronamespace = 'public'::regnamespace and (proname like 'lot%' or proname like 'hold%') and prorettype <> 'trigger'::regtype
       order by 1`,
      );
    expect(functions.filter(({ app }) => app).map(({ name }) => name)).toEqual(DOORS);
    expect(functions.filter(({ everybody }) => everybody)).toEqual([]);
    for (const door of functions.filter(({ definer }) => definer))
      expect(door.path).toBe('search_path=public, pg_temp');
    expect(functions.filter(({ definer }) => definer).map(({ name }) => name)).toEqual(
      [...DOORS, 'lot_graph_whole'].sort(),
    );
  });

  it('do nothing for a transaction without an organisation', async () => {
    const lot = await world.harvest(coop, 10);
    for (const [sql, values] of [
      ['select lot_view($1)', [lot]],
      ['select lot_lock($1)', [lot]],
      ['select * from lot_graph($1, true)', [lot]],
      ['select lot_take($1)', [JSON.stringify({ lot, grams: 1, reason: 'used', actId: newId(), factId: newId() })]],
    ] as const)
      await expect(world.db.query(sql, [...values])).rejects.toThrow(/no organisation is acting/);
    await expect(world.as(coop, (tx) => tx.query('select * from lot_graph_whole($1, true)', [lot]))).rejects.toThrow(
      /permission denied/,
    );
  });

  it('keep their history even against the owner and the superuser', async () => {
    const lot = await world.harvest(coop, 10);
    await world.hold(coop, lot);
    for (const statement of [
      `update lot_movement set delta = 1 where lot = '${lot}'`,
      `delete from lot_movement where lot = '${lot}'`,
      `truncate lot_movement cascade`,
      `update lot set initial_quantity = 20 where id = '${lot}'`,
      `update lot set region = '110000' where id = '${lot}'`,
      `delete from lot where id = '${lot}'`,
      `delete from hold_mark where lot_id = '${lot}'`,
      `update hold set reason = 'x' where subject = '${lot}'`,
      `delete from hold where subject = '${lot}'`,
    ])
      await expect(world.root.query(statement)).rejects.toThrow(/refused|only balance|lifted once/);
    await expect(world.root.query(`update lot set remaining = 11 where id = '${lot}'`)).rejects.toThrow(
      /lot_never_more_than_at_birth/,
    );
    await expect(world.root.query(`update lot set remaining = -1 where id = '${lot}'`)).rejects.toThrow(
      /lot_remaining_not_negative/,
    );
  });
});

describe('who sees a lot', () => {
  it('in full: owner, holder, maker; without the names for the maker; anonymised: its family; not at all: everybody else', async () => {
    const source = await world.harvest(coop, 1000);
    const [batch] = await world.blend(coop, [[source, 500]], [400], { kind: 'batch' });
    await world.giveTo(batch!, factory);
    const [pieces] = await world.blend(factory, [[batch!, 300]], [300]);
    await world.giveTo(pieces!, stranger);

    expect(await seen(factory, batch!)).toMatchObject({ disclosure: 'full', owner: factory.organisation.id });
    expect(await seen(coop, batch!)).toMatchObject({ disclosure: 'full', owner: null, holder: null });
    const far = await seen(coop, pieces!);
    expect(far).toMatchObject({ disclosure: 'anonymised', herb: 'lianqiao', remaining: 300, region: '141026' });
    expect(Object.keys(far).sort()).toEqual(
      [
        'bornAt',
        'byProduct',
        'disclosure',
        'herb',
        'holds',
        'id',
        'initialQuantity',
        'kind',
        'origins',
        'region',
        'remaining',
        'unit',
        'variant',
      ].sort(),
    );
    expect(await seen(stranger, source)).toMatchObject({ disclosure: 'anonymised' });
    const outsider = await world.anActor('hospital');
    await expect(seen(outsider, source)).rejects.toBeInstanceOf(NoSuchLot);
  });

  it('a lot of strangers and a lot that never was are answered alike', async () => {
    const lot = await world.harvest(coop, 10);
    const never = newId();
    for (const ask of [
      (id: string) => seen(stranger, id),
      (id: string) => world.as(stranger, (tx) => world.lots.ancestors(tx, stranger, id)),
      (id: string) => world.as(stranger, (tx) => world.lots.descendants(tx, stranger, id)),
    ]) {
      const told = async (id: string) =>
        ((await ask(id).catch((e: unknown) => e)) as NoSuchLot).text.zh.replaceAll(id, '…');
      expect(await told(lot)).toBe(await told(never));
    }
  });

  it('being in the family of a lot does not open the family of others: no walk starts at a lot seen anonymised', async () => {
    const [mine, theirs] = [await world.harvest(coop, 100), await world.harvest(factory, 100)];
    await world.giveTo(mine, factory);
    const [batch] = await world.blend(
      factory,
      [
        [mine, 50],
        [theirs, 50],
      ],
      [100],
      { kind: 'batch' },
    );
    expect(await seen(coop, batch!)).toMatchObject({ disclosure: 'anonymised' });
    await expect(world.as(coop, (tx) => world.lots.ancestors(tx, coop, batch!))).rejects.toBeInstanceOf(NoSuchLot);
  });

  it('naming a stranger’s lot as origin is refused, for it would open that lot’s line', async () => {
    const lot = await world.harvest(coop, 10);
    await expect(world.harvest(stranger, 10, { originLots: [lot] })).rejects.toBeInstanceOf(NoSuchLot);
    const own = await world.harvest(coop, 10, { originLots: [lot] });
    const family = await world.as(coop, (tx) => world.lots.ancestors(tx, coop, own));
    expect(family.edges).toEqual([{ from: lot, to: own, kind: 'origin' }]);
    expect(family.shares).toEqual([]);
  });

  it('a regulator sees the whole graph with names and kilograms once it touches the region, and nothing otherwise', async () => {
    const source = await world.harvest(coop, 1000, { region: '130123' });
    const [batch] = await world.blend(coop, [[source, 500]], [400], { region: '150100' });
    await world.giveTo(batch!, factory);
    const hebei = await world.anActor('regulator', 'regulator', '130000');
    const county = await world.anActor('regulator', 'regulator', '130123');
    const other = await world.anActor('regulator', 'regulator', '130100');
    const family = await world.as(hebei, (tx) => world.lots.ancestors(tx, hebei, batch!));
    expect(family.lots.map(({ disclosure, holder }) => [disclosure, holder?.name])).toEqual([
      ['full', coop.organisation.name],
      ['full', factory.organisation.name],
    ]);
    expect((await world.as(county, (tx) => world.lots.descendants(tx, county, source))).holders).toHaveLength(2);
    expect(await seen(other, batch!)).toMatchObject({ disclosure: 'full' });
    const far = await world.anActor('regulator', 'regulator', '440000');
    await expect(seen(far, batch!)).rejects.toBeInstanceOf(NoSuchLot);
    const national = await world.as({ ...far, region: '15' }, (tx) => world.lots.view(tx, far, source));
    expect(national).toMatchObject({ disclosure: 'full' });
  });
});

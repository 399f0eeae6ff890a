import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows are evidence: never updated, never deleted, never emptied, by no role. */
const APPEND_ONLY = [
  'fact',
  'fact_subject',
  'fact_party',
  'ledger_leaf',
  'ledger_node',
  'ledger_checkpoint',
  'ledger_key',
];

/**
 * The ledger: facts as exact bytes, who may read them, what is sealed in them, and the Merkle tree over them.
 *
 * Requests only ever insert and read facts. The tree belongs to the sequencer, which runs as bencao_system: nothing
 * global stands in a request's transaction.
 */
export class CreateLedger1764000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table fact (
        organisation_id uuid not null,
        id              uuid not null,
        type            text not null,
        visibility      text not null constraint fact_visibility_is_known check (visibility in ('public', 'party')),
        occurred_at     timestamptz not null,
        recorded_at     timestamptz not null,
        bytes           bytea not null constraint fact_bytes_fit_a_leaf check (length(bytes) between 1 and 65535),
        body            jsonb not null,
        primary key (organisation_id, id),
        constraint fact_id_is_unique unique (id)
      );
      comment on column fact.bytes is 'RFC 8785. This is what is hashed, handed out and believed.';
      comment on column fact.body is 'A copy of bytes to search in; verify-ledger compares the two.';

      create table fact_subject (
        organisation_id uuid not null,
        fact_id         uuid not null,
        subject_id      uuid not null,
        primary key (subject_id, fact_id)
      );

      create table fact_party (
        organisation_id uuid not null,
        fact_id         uuid not null,
        party_id        uuid not null,
        primary key (fact_id, party_id)
      );

      create table sealed_value (
        organisation_id uuid not null,
        fact_id         uuid not null,
        name            text not null,
        value           jsonb,
        salt            bytea constraint sealed_value_salt_is_32_bytes check (length(salt) = 32),
        keep_until      timestamptz not null,
        erased_at       timestamptz,
        primary key (organisation_id, fact_id, name),
        constraint sealed_value_is_whole_or_erased
          check ((value is null) = (erased_at is not null) and (salt is null) = (erased_at is not null))
      );
      create index sealed_value_to_erase on sealed_value using brin (keep_until);
      comment on table sealed_value is 'What the commitments in facts open to. Value and salt may be erased once keep_until has passed.';

      -- What the sequencer still has to do. Filled by the statement that records the fact, so a fact committed late is
      -- never skipped, as it would be by "id > last".
      create table fact_unsealed (
        fact_id uuid primary key
      ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

      create table ledger_leaf (
        leaf_index bigint primary key constraint ledger_leaf_index_not_negative check (leaf_index >= 0),
        fact_id    uuid not null,
        leaf_hash  bytea not null constraint ledger_leaf_hash_is_sha256 check (length(leaf_hash) = 32),
        constraint ledger_leaf_has_one_fact unique (fact_id),
        constraint ledger_leaf_has_its_fact foreign key (fact_id) references fact (id)
      );

      -- Hashes of complete subtrees above the leaves: (level, index) covers leaves [index·2^level, (index+1)·2^level).
      create table ledger_node (
        level smallint not null constraint ledger_node_is_above_leaves check (level between 1 and 62),
        index bigint not null constraint ledger_node_index_not_negative check (index >= 0),
        hash  bytea not null constraint ledger_node_hash_is_sha256 check (length(hash) = 32),
        primary key (level, index)
      );

      create table ledger_checkpoint (
        tree_size bigint primary key constraint ledger_checkpoint_size_not_negative check (tree_size >= 0),
        root_hash bytea not null constraint ledger_checkpoint_root_is_sha256 check (length(root_hash) = 32),
        note      text not null,
        sealed_at timestamptz not null default clock_timestamp()
      );
      comment on column ledger_checkpoint.note is 'The C2SP signed note, verbatim.';

      create table ledger_key (
        fingerprint  text primary key,
        origin       text not null,
        verifier_key text not null,
        recorded_at  timestamptz not null default clock_timestamp()
      );
      comment on table ledger_key is 'Which key signs. The key itself stands outside the database.';

      -- A sealed value changes in two ways only: it is kept longer, or it is erased after its time.
      create function refuse_change_of_sealed_value() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then
          if (new.organisation_id, new.fact_id, new.name) is not distinct from (old.organisation_id, old.fact_id, old.name)
            and new.keep_until >= old.keep_until
            and ((new.value is not distinct from old.value and new.salt is not distinct from old.salt
                  and new.erased_at is not distinct from old.erased_at)
              or (new.erased_at is not null and old.erased_at is null and old.keep_until <= clock_timestamp()))
          then return new; end if;
          raise exception 'a sealed value is only kept longer, or erased after its time (% until %)', old.name, old.keep_until
            using errcode = 'restrict_violation';
        end if;
        raise exception '% on sealed_value is refused: its rows are evidence', tg_op using errcode = 'restrict_violation';
      end $$;
      create trigger sealed_value_is_only_erased before update or delete on sealed_value
        for each row execute function refuse_change_of_sealed_value();
      create trigger sealed_value_is_never_emptied before truncate on sealed_value
        for each statement execute function refuse_change();
      alter table sealed_value enable always trigger sealed_value_is_only_erased;
      alter table sealed_value enable always trigger sealed_value_is_never_emptied;

      ${APPEND_ONLY.map(
        (table) => `
      create trigger ${table}_is_never_changed before update or delete on ${table}
        for each row execute function refuse_change();
      create trigger ${table}_is_never_emptied before truncate on ${table}
        for each statement execute function refuse_change();
      alter table ${table} enable always trigger ${table}_is_never_changed;
      alter table ${table} enable always trigger ${table}_is_never_emptied;`,
      ).join('\n')}

      -- Stands for the foreign keys of what belongs to a fact: once a statement, where a key would look once a row, which
      -- was half the time of recording. The plan is kept for the session, so it must be the one for a large table.
      create function refuse_part_without_fact() returns trigger language plpgsql
      set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
      declare missing uuid;
      begin
        select a.fact_id into missing from added a
         where not exists (select from fact f where f.organisation_id = a.organisation_id and f.id = a.fact_id) limit 1;
        if found then
          raise exception '% without its fact %', tg_table_name, missing using errcode = 'foreign_key_violation';
        end if;
        return null;
      end $$;
      ${['fact_subject', 'fact_party', 'sealed_value']
        .map(
          (table) => `
      create trigger ${table}_has_its_fact after insert on ${table} referencing new table as added
        for each statement execute function refuse_part_without_fact();`,
        )
        .join('\n')}

      ${['fact', 'fact_subject', 'fact_party', 'sealed_value']
        .map(
          (table) => `
      alter table ${table} enable row level security;
      alter table ${table} force row level security;
      create policy ${table}_tenant on ${table} for insert to bencao_app
        with check (organisation_id = (select app_tenant()));
      create policy ${table}_system on ${table} for select to bencao_system using (true);
      grant select, insert on ${table} to bencao_app;
      grant select on ${table} to bencao_system;`,
        )
        .join('\n')}

      create policy fact_party_readable on fact_party for select to bencao_app
        using (organisation_id = (select app_tenant()) or party_id = (select app_tenant()));
      create policy fact_readable on fact for select to bencao_app
        using (visibility = 'public' or organisation_id = (select app_tenant())
          or exists (select from fact_party p where p.fact_id = fact.id and p.party_id = (select app_tenant())));
      create policy fact_subject_readable on fact_subject for select to bencao_app
        using (exists (select from fact f
          where f.organisation_id = fact_subject.organisation_id and f.id = fact_subject.fact_id));
      create policy sealed_value_readable on sealed_value for select to bencao_app
        using (organisation_id = (select app_tenant()));
      create policy sealed_value_erasable on sealed_value for update to bencao_system using (true) with check (true);
      grant update (value, salt, erased_at, keep_until) on sealed_value to bencao_system;

      grant insert on fact_unsealed to bencao_app;
      grant select, delete on fact_unsealed to bencao_system;
      grant select, insert on ledger_leaf, ledger_node, ledger_checkpoint, ledger_key to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table ledger_key, ledger_checkpoint, ledger_node, ledger_leaf, fact_unsealed, sealed_value, fact_party, fact_subject, fact;
      drop function refuse_part_without_fact();
      drop function refuse_change_of_sealed_value();
    `);
  }
}

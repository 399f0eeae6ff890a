import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The public pages as they are handed out: projections, written by the system's own role and readable by nobody else's.
 * Everything here can be emptied at any moment and is written anew from the facts.
 */
export class CreateTrace1764000001100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table public_document (
        lot_id     uuid not null constraint public_document_lot_exists references lot,
        variant    text not null constraint public_document_variant_is_known
                   check (variant in ('html.zh', 'html.en', 'json.zh', 'json.en')),
        -- Of the content: equal versions are equal pages, so a cache may keep what it has.
        version    text not null,
        packed     bytea not null,
        -- How many facts named the lot itself when this was written; with more, the page is out of date.
        facts_seen bigint not null,
        written_at timestamptz not null default clock_timestamp(),
        primary key (lot_id, variant)
      ) with (toast_tuple_target = 8160);
      -- A look-up reads one row and nothing else: the compressed page stays beside its key as long as it fits the block.
      alter table public_document alter column packed set storage main;

      -- Up to which leaf of the ledger pages follow. One row. Leaf indexes are given without gaps by one sequencer, so
      -- here, and only here, a cursor skips nothing.
      create table public_document_progress (
        is_only   boolean primary key default true constraint public_document_progress_is_one_row check (is_only),
        next_leaf bigint not null constraint public_document_progress_not_negative check (next_leaf >= 0)
      );
      insert into public_document_progress (next_leaf) values (0);

      -- Look-up by batch number, over all organisations.
      create index lot_batch_by_number on lot (number) where kind = 'batch';

      grant select, insert, update, delete on public_document to bencao_system;
      grant select, update on public_document_progress to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index lot_batch_by_number;
      drop table public_document_progress;
      drop table public_document;
    `);
  }
}

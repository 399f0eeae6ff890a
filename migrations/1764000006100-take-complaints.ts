import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the public complains of, with a way to answer if they left one. Requests of organisations reach none of it: the system's role
 * reads for the maker of the batch (without the way to answer) and for the regulator of its region.
 */
export class TakeComplaints1764000006100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table complaint (
        id       uuid primary key,
        lot_id   uuid not null constraint complaint_lot_exists references lot,
        kind     text not null constraint complaint_kind_is_known
                 check (kind in ('label-copied', 'does-not-match', 'quality', 'reaction', 'other')),
        said     text not null constraint complaint_says_something check (length(btrim(said)) between 1 and 2000),
        contact  text constraint complaint_contact_is_short check (length(contact) between 1 and 100),
        made_at  timestamptz not null default clock_timestamp()
      );
      create index complaint_by_lot on complaint (lot_id, id desc);
      grant select, insert on complaint to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table complaint`);
  }
}

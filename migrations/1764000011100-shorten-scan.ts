import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What few codes need, out of the one query that all scans are. As subqueries these stood in it several times over, and preparing
 * them to run cost every scan more than all that it really asks; as functions they cost those codes only that need them.
 */
export class ShortenScan1764000011100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Lots that a code without a lot of its own stands on, the one it holds most of first.
      create function scan_lots(of_range bigint, of_serial bigint) returns uuid[] language sql stable as $$
        select array(select lot from code_lots(of_range, of_serial) order by things desc, lot limit 100)
      $$;
      -- The gravest quality among these lots.
      create function gravest_quality(of_lots uuid[]) returns text language sql stable as $$
        select case when bool_or(quality = 'rejected') then 'rejected' when bool_or(quality = 'pending') then 'pending'
                    else 'released' end
          from lot where id = any(of_lots)
      $$;
      revoke all on function scan_lots(bigint, bigint), gravest_quality(uuid[]) from public;
      grant execute on function scan_lots(bigint, bigint), gravest_quality(uuid[]) to bencao_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function scan_lots(bigint, bigint); drop function gravest_quality(uuid[])`);
  }
}

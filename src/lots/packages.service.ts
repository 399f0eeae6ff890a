import { Injectable } from '@nestjs/common';
import { sqlState } from '../platform/db/pg-errors.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { refusing } from './lots.errors.js';
import { NotPackable, PackedMoreThanThereIs } from './packages.errors.js';

/** `count` packages of `gramsEach`, filled from a batch. */
export interface Packing {
  lot: string;
  count: number;
  gramsEach: number;
  actId: string;
  factId: string;
}

/** Serials of packages within their lot, both included. */
export interface PackageSerials {
  firstSerial: number;
  lastSerial: number;
}

/**
 * The packages of a lot: counted, never listed. A package is a serial within its lot and has no row until something happens to
 * it. Packing draws nothing: the goods stay in the lot.
 */
@Injectable()
export class LotPackages {
  /**
   * Records that part of a lot was packed, and gives the packages their serials, 1 to n in the order of packing.
   * @throws NoSuchLot unless the acting organisation owns or holds it; NotPackable, PackedMoreThanThereIs
   */
  async pack(tx: Tx, _actor: Actor, packing: Packing): Promise<PackageSerials> {
    try {
      const rows: { answer: PackageSerials }[] = await refusing(
        tx.query(`select lot_pack($1) as answer`, [JSON.stringify(packing)]),
      );
      return rows[0]!.answer;
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
  }

  /** How many packages the lot has; 0 for a lot the acting organisation has no part in. */
  async count(tx: Tx, lot: string): Promise<number> {
    const rows: { count: number }[] = await tx.query(
      `select coalesce(sum(upper(r) - lower(r)), 0)::float8 as count from unnest(lot_packages($1)) r`,
      [lot],
    );
    return rows[0]!.count;
  }
}

function refusalOf(error: unknown): NotPackable | PackedMoreThanThereIs | undefined {
  const state = sqlState(error);
  if (state !== 'BL010' && state !== 'BL011') return undefined;
  const detail = (error as { driverError?: { detail?: string } }).driverError?.detail ?? '{}';
  const { lot, kind, asked, left } = JSON.parse(detail) as { lot: string; kind: string; asked: number; left: number };
  return state === 'BL010' ? new NotPackable(lot, kind) : new PackedMoreThanThereIs(lot, asked, left);
}

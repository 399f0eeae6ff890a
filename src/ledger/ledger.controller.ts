import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { Public } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Proofs } from './proofs.service.js';

const TEXT = 'text/plain; charset=utf-8';
/** Tiles never change: what a partial tile holds is the beginning of the fuller one. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The ledger for anyone who wants to check it: standards of C2SP, so that other people's tools can. */
@Controller('ledger')
export class LedgerController {
  constructor(private readonly proofs: Proofs) {}

  /** The newest checkpoint, a C2SP signed note: origin, size, root, signature. */
  @Get('checkpoint')
  @Public()
  @Header('content-type', TEXT)
  @Header('cache-control', 'public, max-age=1')
  checkpoint(): Promise<string> {
    return this.proofs.checkpoint();
  }

  /** The key checkpoints are signed with, as a C2SP verifier key. */
  @Get('key')
  @Public()
  @Header('content-type', TEXT)
  key(): Promise<string> {
    return this.proofs.verifierKey().then((key) => `${key}\n`);
  }

  /** A tile of hashes by C2SP tlog-tiles: `<L>/<N>` or `<L>/<N>.p/<W>`. There are no tiles of entries. */
  @Get('tile/*')
  @Public()
  @Header('content-type', 'application/octet-stream')
  @Header('cache-control', FOR_EVER)
  tile(@Param('*') path: string): Promise<Buffer> {
    return this.proofs.tile(path);
  }

  /** The offline proof of one fact (C2SP tlog-proof); check it against the bytes of the fact. */
  @Get('proofs/:factId')
  @Public()
  @Header('content-type', TEXT)
  @Header('cache-control', 'no-cache')
  proof(@Param('factId') factId: string): Promise<string> {
    return this.proofs.tlogProof(factId);
  }

  /** The exact bytes of one fact, those that were hashed. Public facts for anyone, others for the organisations in them. */
  @Get('facts/:factId')
  @Public()
  @Header('content-type', 'application/json')
  @Header('cache-control', 'private, no-cache')
  fact(@Param('factId') factId: string, @CurrentActor() actor: Actor | undefined): Promise<Buffer> {
    return this.proofs.factBytes(factId, actor);
  }

  /** The proof that the tree of `to` leaves begins with the tree of `from`: hashes in base64, one a line. */
  @Get('consistency')
  @Public()
  @Header('content-type', TEXT)
  @Header('cache-control', FOR_EVER)
  consistency(@Query('from') from?: string, @Query('to') to?: string): Promise<string> {
    return this.proofs.consistency(String(from), String(to));
  }
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Fact } from '../../ledger/fact.js';
import { NotYetSealed } from '../../ledger/ledger.errors.js';
import { Proofs, type ProvenFacts } from '../../ledger/proofs.service.js';
import { LotsService } from '../../lots/lots.service.js';
import { canonicalBytes, type Json } from '../../platform/canonical-json.js';
import { inTx } from '../../platform/db/tx.js';
import { NotFound } from '../../platform/errors.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { PaperFont } from '../../platform/paper/paper-font.js';
import { FileStore } from '../../platform/storage/file-store.js';
import { evidencePdf } from './evidence-pdf.js';
import { openedValues, organisationNames, packedFacts, type PackedFact } from './evidence-pack.queries.js';
import { factsSheet, type SheetRow } from './facts-sheet.js';
import { endingOf, namedFiles } from './named-files.js';
import { packReadme } from './pack-readme.js';
import { packZip, type PackFile } from './pack-zip.js';

const VERIFIER = new URL('./verify.html', import.meta.url);
/** The sequencer follows within a second; a pack asked for in that second waits for it. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 200;

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

/** Everything that shows how a lot came to be, in one file that can be checked without us. */
@Injectable()
export class EvidencePacks {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly lots: LotsService,
    private readonly proofs: Proofs,
    private readonly files: FileStore,
    private readonly font: PaperFont,
  ) {}

  /**
   * The pack of a lot with all it was made of, as far as the caller may see it: row-level security chooses the facts and the
   * sealed values. @throws NotFound (no such lot, or not shown to the caller), NotYetSealed
   */
  async pack(actor: Actor, lot: string): Promise<{ name: string; zip: Uint8Array }> {
    const { facts, sealed, names, shown } = await inTx(this.db, scopeOf(actor), async (tx) => {
      const family = await this.lots.ancestors(tx, actor, lot);
      const self = family.lots.find(({ id }) => id === lot);
      if (self?.disclosure !== 'full') throw new NotFound({ zh: '批', en: 'The lot' }, lot);
      const found = await packedFacts(
        tx,
        family.lots.map(({ id }) => id),
      );
      return {
        ...{
          facts: found,
          shown: self,
          sealed: await openedValues(
            tx,
            found.map(({ id }) => id),
          ),
        },
        names: await organisationNames(tx, [...new Set(found.map(({ organisation }) => organisation))]),
      };
    });
    const proven = await this.proven(facts.map(({ id }) => id));
    const rows = facts.map((fact) => sheetRow(fact, names, proven));
    const title = shown.number ?? lot;
    const content: PackFile[] = [
      { name: 'README.txt', bytes: utf8(packReadme(title)) },
      { name: 'checkpoint.txt', bytes: utf8(proven.checkpoint) },
      { name: 'key.txt', bytes: utf8(`${await this.proofs.verifierKey()}\n`) },
      { name: 'verify.html', bytes: await readFile(VERIFIER) },
      { name: 'facts.csv', bytes: utf8(factsSheet(rows)) },
      { name: 'evidence.pdf', bytes: await evidencePdf(await this.font.bytes(), { title, lot: shown, rows, proven }) },
      ...facts.map(({ id, bytes }) => ({ name: `facts/${id}.json`, bytes })),
      ...facts.map(({ id }) => ({ name: `proofs/${id}.tlog-proof`, bytes: utf8(proven.proofs.get(id)!) })),
      ...sealedFiles(sealed),
      ...(await this.originals(actor, facts)),
    ];
    content.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { name: `evidence-${lot}.zip`, zip: packZip([...content, manifestOf(content)]) };
  }

  private async proven(ids: readonly string[]): Promise<ProvenFacts> {
    for (const until = Date.now() + PATIENCE_MS; ; await wait(PAUSE_MS)) {
      try {
        return await this.proofs.proveAll(ids);
      } catch (error) {
        if (!(error instanceof NotYetSealed) || Date.now() > until) throw error;
      }
    }
  }

  /** Files that facts name: the caller's own, and those that are shown to the public anyway. */
  private async originals(actor: Actor, facts: readonly PackedFact[]): Promise<PackFile[]> {
    const wanted = new Set<string>();
    for (const { type, organisation, bytes } of facts) {
      const { open } = JSON.parse(bytes.toString('utf8')) as Fact;
      const isPublic =
        type === 'planting.base-photographed' || (type === 'quality.original-filed' && open['shown'] === true);
      if (isPublic || organisation === actor.organisation.id) namedFiles(open).forEach((hash) => wanted.add(hash));
    }
    const found: PackFile[] = [];
    for (const hash of wanted) {
      const file = await this.files.open(hash);
      if (file === undefined) continue;
      const bytes = Buffer.concat(await file.stream.toArray());
      found.push({ name: `files/${hash}.${endingOf(bytes)}`, bytes });
    }
    return found;
  }
}

function sheetRow(
  { id, type, organisation, bytes }: PackedFact,
  names: Map<string, string>,
  proven: ProvenFacts,
): SheetRow {
  const { occurredAt, recordedAt, open } = JSON.parse(bytes.toString('utf8')) as Fact;
  const leaf = proven.leaves.get(id)!.toString();
  return { id, type, occurredAt, recordedAt, organisation: names.get(organisation) ?? organisation, leaf, open };
}

/** One file a fact: each value as the canonical text that was sealed, with its salt. */
function sealedFiles(sealed: readonly { factId: string; name: string; value: unknown; salt: Buffer }[]): PackFile[] {
  const byFact = new Map<string, { name: string; canonical: string; salt: string }[]>();
  for (const { factId, name, value, salt } of sealed) {
    const canonical = canonicalBytes(value as Json).toString('utf8');
    byFact.set(factId, [...(byFact.get(factId) ?? []), { name, canonical, salt: salt.toString('base64') }]);
  }
  return [...byFact].map(([id, values]) => ({
    name: `sealed/${id}.json`,
    bytes: utf8(JSON.stringify(values, null, 1)),
  }));
}

/** Every other file with its length and hash. It says nothing else, so there is nothing in it to change. */
function manifestOf(files: readonly PackFile[]): PackFile {
  const lines = files.map(({ name, bytes }) => ({
    ...{ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
  }));
  return { name: 'manifest.json', bytes: utf8(`${JSON.stringify(lines, null, 1)}\n`) };
}

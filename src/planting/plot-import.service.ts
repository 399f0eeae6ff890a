import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { idWithin, isUuid, newId } from '../platform/ids.js';
import { EvidenceService } from '../rules/evidence.service.js';
import { cited, type FindingDraft } from '../rules/finding.js';
import { FindingsService } from '../rules/findings.service.js';
import { toldFindings } from '../rules/told-findings.js';
import { BaseEntity } from './base.entity.js';
import type { PlantingFacts } from './planting.facts.js';
import { PlotFileRefused } from './planting.errors.js';
import { baseOf } from './planting.queries.js';
import { readPlotFile, type PlotFileFormat, type ReadPlots } from './plot-file.js';
import type { ImportPlotsQuery, PlotImportAnswer, PlotPreview, RowFinding } from './plot-import.dto.js';
import { growersCalled, insertPlots, plotContext, type PlotToWrite } from './plot-import.queries.js';
import { PlotNeighbours } from './plot-neighbours.js';
import { onOthersGround, plotOverlap } from './plot-overlap.js';
import { countyExtents, judgeCounty, onOthers } from './plot-place.queries.js';
import { judgeRows, type PlotToRegister } from './plot-row.js';
import { statedArea } from './stated-area.js';

/** After so many plots other requests get their turn. */
const PLOTS_PER_TURN = 40;

type Judged = PlotToRegister & { drafts: FindingDraft[] };

/** Many plots at once, from a table or a map: all of them or none, and nothing before everything that is wrong is told. */
@Injectable()
export class PlotImportService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly findings: FindingsService,
    private readonly evidence: EvidenceService,
  ) {}

  /** Says what the file would do, and writes nothing. Other organisations' plots are not asked about before it is meant. */
  async preview(
    actor: Actor,
    query: ImportPlotsQuery,
    format: PlotFileFormat,
    bytes: Uint8Array,
  ): Promise<PlotPreview> {
    const read = readPlotFile(format, bytes);
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const { plots, faults, known } = await this.judge(tx, actor, query, read);
      const names = plots.flatMap(({ grower, sharedWith }) => [grower, ...sharedWith]).filter((text) => !isUuid(text));
      return {
        ...{ preview: true, rows: read.rows.length, plots: plots.length, areaMu: areaOf(plots) },
        ...{ newGrowers: [...new Set(names)].filter((name) => !known.has(name)).sort(), faults },
        findings: plots.flatMap(told),
      };
    });
  }

  /** @throws PlotFileRefused with every fault of the file; then nothing of it is registered */
  import(
    actor: Actor,
    query: ImportPlotsQuery,
    format: PlotFileFormat,
    bytes: Uint8Array,
  ): Promise<Recorded<PlotImportAnswer>> {
    const read = readPlotFile(format, bytes);
    const file = createHash('sha256').update(bytes).digest('hex');
    const body = { id: query.id, base: query.base, format, file };
    return this.acts.perform(actor, { id: query.id, kind: 'plot-import', body }, async (tx) => {
      const { plots, faults, known } = await this.judge(tx, actor, query, read);
      if (faults.length > 0) throw new PlotFileRefused(faults);
      const elsewhere = await onOthers(
        tx,
        plots.map(({ boundary }) => boundary),
      );
      for (const place of elsewhere) plots[place]!.drafts.push(...onOthersGround());
      const written = plots.map((plot) => ({ ...plot, id: idWithin(query.id, plot.row), factId: newId() }));
      const open: PlantingFacts['planting.plots-imported'] = {
        ...{ import: query.id, file, format, plots: plots.length, areaMu: areaOf(plots) },
      };
      const { factId } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.plots-imported', visibility: 'public', occurredAt: this.clock.now().toISOString() },
          ...{ subjects: [query.id, ...new Set(plots.map(({ base }) => base))], open },
        },
        subject: `plot-import:${query.id}`,
      });
      await tx.query(
        `insert into plot_import (organisation_id, id, file_sha256, format, plots, area_mu, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [actor.organisation.id, query.id, file, format, plots.length, open.areaMu, factId],
      );
      const newGrowers = await this.write(tx, actor, query.id, written, known);
      return {
        ...{ id: query.id, factId, findings: plots.flatMap(told), areaMu: open.areaMu, newGrowers },
        plots: written.map(({ row, id, name, area }) => ({ row, id, name, areaMu: area.mu })),
      };
    });
  }

  private async judge(tx: Tx, actor: Actor, { base }: ImportPlotsQuery, { rows, faults: unread }: ReadPlots) {
    const organisationId = actor.organisation.id;
    const defaultBase = base === undefined ? undefined : (await baseOf(tx, organisationId, base)).id;
    const context = await plotContext(tx, organisationId, defaultBase);
    const { plots, faults } = judgeRows(rows, context);
    const bases = new Map((await tx.findBy(BaseEntity, { organisationId })).map((row) => [row.id, row]));
    const extents = await countyExtents(
      tx,
      plots.map(({ base: id }) => bases.get(id)!.divisionCode),
    );
    const neighbours = new PlotNeighbours(context.plots);
    const judged: Judged[] = [];
    for (const [index, plot] of plots.entries()) {
      if (index % PLOTS_PER_TURN === PLOTS_PER_TURN - 1) await nextTurn();
      const { boundary, name, base: baseId } = plot;
      const own = bases.get(baseId)!;
      judged.push({
        ...plot,
        drafts: [
          ...judgeCounty(boundary, own, extents),
          ...plotOverlap(boundary, neighbours.of(baseId, boundary)),
          ...statedArea(plot.statedMu, plot.area.mu),
        ],
      });
      neighbours.add({ name, base: own.name, baseId, boundary });
    }
    const all = [...unread, ...faults].sort((a, b) => a.row - b.row);
    return { plots: judged, faults: all, known: context.growerNames };
  }

  /** A fact for each plot, its findings, its row. Gives how many growers are new. */
  private async write(
    tx: Tx,
    actor: Actor,
    importId: string,
    plots: readonly (PlotToWrite & Judged)[],
    known: ReadonlyMap<string, string>,
  ): Promise<number> {
    const called = plots.flatMap(({ grower, sharedWith }) => [grower, ...sharedWith]);
    const growers = await growersCalled(
      tx,
      actor.organisation.id,
      called.map((text) => (isUuid(text) ? text.toLowerCase() : text)),
    );
    const person = (text: string) => growers.get(isUuid(text) ? text.toLowerCase() : text)!;
    const occurredAt = this.clock.now().toISOString();
    const told = plots.map(({ id, factId, drafts }) => ({
      factId,
      found: this.findings.drawUp(actor, drafts, { lots: [], subject: `plot:${id}` }),
    }));
    const facts = plots.map((plot, index) => {
      const { id, factId, base, name, area, statedMu, boundary, grower, sharedWith } = plot;
      const owner = person(grower);
      const others = [...new Set(sharedWith.map(person))].filter((other) => other.id !== owner.id);
      const open: PlantingFacts['planting.plot-registered'] = {
        ...{ plot: id, base, areaMu: area.mu, ...(statedMu === undefined ? {} : { statedMu }), import: importId },
      };
      return {
        ...{ id: factId, type: 'planting.plot-registered', visibility: 'public' as const, occurredAt },
        ...{ subjects: [id, base, importId], open: { ...open, ...toldFindings(factId, told[index]!.found) } },
        sealed: {
          ...{ name, grower: { id: owner.id, name: owner.name } },
          boundary: { type: boundary.type, coordinates: boundary.coordinates },
          ...(others.length === 0 ? {} : { sharedWith: others.map((other) => ({ id: other.id, name: other.name })) }),
        },
      };
    });
    await this.ledger.recordMany(tx, actor, facts);
    await this.findings.open(tx, actor, told);
    await insertPlots(tx, actor.organisation.id, importId, plots, growers);
    return new Set([...growers.values()].map(({ name }) => name).filter((name) => !known.has(name))).size;
  }
}

function told({ row, drafts }: Judged): RowFinding[] {
  return cited(drafts).map((finding) => ({ ...finding, row }));
}

function areaOf(plots: readonly PlotToRegister[]): string {
  const hundredths = plots.reduce((sum, { area }) => sum + Math.round(Number(area.mu) * 100), 0);
  return (hundredths / 100).toFixed(2);
}

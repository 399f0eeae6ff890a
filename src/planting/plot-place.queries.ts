import { placeName } from '../identity/place-name.js';
import type { Tx } from '../platform/db/tx.js';
import type { FindingDraft } from '../rules/finding.js';
import type { BaseEntity } from './base.entity.js';
import type { PolygonGeometry } from './plot-boundary.js';
import { plotInCounty, type Extent } from './plot-in-county.js';
import { onOthersGround, plotOverlap, TOLERATED, type Neighbour } from './plot-overlap.js';

/** What tells whether plots lie where they are said to lie; read once for all plots of a base. */
export interface CountyExtents {
  toleranceDegrees: string;
  counties: Record<string, Extent>;
}

/** Of the reference data, the counties of these division codes: the whole file is not carried for each plot. */
export async function countyExtents(tx: Tx, divisionCodes: readonly string[]): Promise<CountyExtents | undefined> {
  const rows: CountyExtents[] = await tx.query(
    `select v.body ->> 'toleranceDegrees' as "toleranceDegrees",
            (select coalesce(jsonb_object_agg(code, v.body -> 'counties' -> code) filter (where v.body -> 'counties' ? code), '{}')
               from unnest($1::text[]) as code) as counties
       from (select body from reference_version where name = 'county-extents' order by loaded_at desc limit 1) v`,
    [[...new Set(divisionCodes.map(countyOf))]],
  );
  return rows[0];
}

const countyOf = (divisionCode: string): string => divisionCode.slice(0, 6);

/** R-02 on the county of a base. */
export function judgeCounty(
  boundary: PolygonGeometry,
  { divisionCode }: BaseEntity,
  extents: CountyExtents | undefined,
): FindingDraft[] {
  const code = countyOf(divisionCode);
  const [extent, name] = [extents?.counties[code], placeName(code)];
  const county = extent === undefined || name === undefined ? undefined : { extent, name };
  return plotInCounty(boundary, county, Number(extents?.toleranceDegrees ?? 0));
}

/** R-02 on the place of one plot: its county, the organisation's other plots, and other organisations'. */
export async function judgePlace(
  tx: Tx,
  base: BaseEntity,
  plot: { boundary: PolygonGeometry; id?: string },
): Promise<FindingDraft[]> {
  const { organisationId } = base;
  const neighbours = await plotsAround(tx, organisationId, base.id, plot);
  const [elsewhere] = await onOthers(tx, [plot.boundary]);
  return [
    ...judgeCounty(plot.boundary, base, await countyExtents(tx, [base.divisionCode])),
    ...plotOverlap(plot.boundary, neighbours),
    ...(elsewhere === undefined ? [] : onOthersGround()),
  ];
}

/** The organisation's plots in use whose extents touch this boundary's: those that may lie on the same ground. */
export function plotsAround(
  tx: Tx,
  organisationId: string,
  baseId: string,
  { boundary, id }: { boundary: PolygonGeometry; id?: string },
): Promise<Neighbour[]> {
  return tx.query(
    `select p.name, p.boundary, case when p.base_id = $2 then null else b.name end as "base"
       from plot p join base b on b.organisation_id = p.organisation_id and b.id = p.base_id
      where p.organisation_id = $1 and p.extent && plot_extent($3::jsonb) and p.id is distinct from $4::uuid
        and not exists (select from plot_change c where c.organisation_id = p.organisation_id and c.plot_id = p.id
                          and c.kind = 'retired')
      order by p.id limit 50`,
    [organisationId, baseId, JSON.stringify(boundary), id ?? null],
  );
}

/** Places in the list, from 0, of boundaries that lie on plots of other organisations. */
export async function onOthers(tx: Tx, boundaries: readonly PolygonGeometry[]): Promise<number[]> {
  const rows: { place: number }[] = await tx.query(`select place from plots_on_others($1::jsonb, $2) as place`, [
    JSON.stringify(boundaries),
    TOLERATED,
  ]);
  return rows.map(({ place }) => place);
}

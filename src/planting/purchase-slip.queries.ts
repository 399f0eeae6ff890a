import type { Tx } from '../platform/db/tx.js';

/** Everything a weighing slip prints. Weights in grams; price in 元 per kilogram, decimal string. */
export interface PurchaseSlip {
  id: string;
  factId: string;
  organisation: string;
  grower: string;
  herb: string | null;
  variant: string | null;
  harvest: string | null;
  harvestedAt: Date | null;
  grade: string;
  grossGrams: number;
  tareGrams: number;
  netGrams: number;
  price: string;
  at: Date;
  atZone: string;
  signedBy: string | null;
  signature: string | null;
  sacks: { number: number; gross: number; tare: number }[];
}

export async function purchaseSlip(tx: Tx, organisationId: string, id: string): Promise<PurchaseSlip | undefined> {
  const rows: (Omit<PurchaseSlip, 'grossGrams' | 'tareGrams' | 'netGrams'> &
    Record<'grossGrams' | 'tareGrams' | 'netGrams', string>)[] = await tx.query(
    `select p.id, p.fact_id as "factId", o.name as organisation, g.name as grower, h.name_zh as herb, v.variant,
            p.harvest_id as harvest, v.at as "harvestedAt", p.grade, p.gross_grams as "grossGrams",
            p.tare_grams as "tareGrams", p.net_grams as "netGrams", p.price::text, p.at, p.at_zone as "atZone",
            p.signed_by as "signedBy", p.signature,
            coalesce((select jsonb_agg(jsonb_build_object('number', s.number, 'gross', s.gross_grams, 'tare', s.tare_grams)
                                       order by s.number)
                        from purchase_sack s where s.organisation_id = p.organisation_id and s.purchase_id = p.id), '[]') as sacks
       from purchase p
       join grower g on g.organisation_id = p.organisation_id and g.id = p.grower_id
       join organisation o on o.id = p.organisation_id
       left join harvest v on v.organisation_id = p.organisation_id and v.id = p.harvest_id
       left join planting t on t.organisation_id = v.organisation_id and t.id = v.planting_id
       left join herb h on h.code = t.herb
      where p.organisation_id = $1 and p.id = $2`,
    [organisationId, id],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const [grossGrams, tareGrams, netGrams] = [row.grossGrams, row.tareGrams, row.netGrams].map(Number);
  return { ...row, grossGrams: grossGrams!, tareGrams: tareGrams!, netGrams: netGrams! };
}

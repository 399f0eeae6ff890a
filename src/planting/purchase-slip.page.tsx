import { renderToString } from 'preact-render-to-string';
import { inZone } from '../platform/occurred-at.js';
import { amountDue, asKilograms } from './amount-due.js';
import type { PurchaseSlip } from './purchase-slip.queries.js';

/** For an 80 mm roll and for A4 alike: one column, nothing but what is on the paper. */
export const SLIP_STYLE = `
body{font:14px/1.5 system-ui,"Noto Sans SC",sans-serif;max-width:36rem;margin:1rem auto;padding:0 .75rem;color:#111;background:#fff}
h1{font-size:1.2rem;text-align:center;margin:.2rem 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .8rem;margin:.6rem 0}
dt{color:#444}dd{margin:0;text-align:right}
table{width:100%;border-collapse:collapse;margin:.6rem 0}
th,td{border-bottom:1px solid #999;padding:.15rem .2rem;text-align:right}
th:first-child,td:first-child{text-align:left}
.sum{font-weight:700}.due{font-size:1.3rem}
.sign{display:flex;gap:1rem;margin-top:1.2rem}.sign div{flex:1;border-top:1px solid #333;padding-top:.2rem;min-height:3.5rem}
.sign img{max-width:100%;max-height:5rem;display:block}
small{display:block;color:#444;word-break:break-all}
@media print{body{margin:0;max-width:none}@page{margin:8mm}}
`;

/** The slip of one weighing-in (收购过磅单), for the grower to take home. Everything in it is escaped by the renderer. */
export function renderPurchaseSlip(slip: PurchaseSlip): string {
  return `<!doctype html>${renderToString(<Slip {...slip} />)}`;
}

function Slip(slip: PurchaseSlip) {
  const { organisation, grower, herb, variant, harvestedAt, grade, price, at, atZone, signedBy, signature } = slip;
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`收购过磅单 ${slip.id}`}</title>
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <style>{SLIP_STYLE}</style>
      </head>
      <body>
        <h1>{`${organisation} 收购过磅单`}</h1>
        <dl>
          <dt>交货人</dt>
          <dd>{grower}</dd>
          {herb !== null && <dt>品名</dt>}
          {herb !== null && <dd>{variant === null ? herb : `${herb}（${variant}）`}</dd>}
          {harvestedAt !== null && <dt>采收时间</dt>}
          {harvestedAt !== null && <dd>{inZone(harvestedAt, '+08:00').replace('T', ' ').slice(0, 16)}</dd>}
          <dt>过磅时间</dt>
          <dd>{inZone(at, atZone).replace('T', ' ').slice(0, 16)}</dd>
          <dt>等级</dt>
          <dd>{grade}</dd>
        </dl>
        <Weights {...slip} />
        <dl>
          <dt>单价</dt>
          <dd>{`${price} 元/公斤`}</dd>
          <dt class="due">金额</dt>
          <dd class="due">{`¥ ${amountDue(slip.netGrams, price)}`}</dd>
        </dl>
        <div class="sign">
          <div>
            {`交货人签字：${signedBy ?? ''}`}
            {signature !== null && <img src={`data:image/png;base64,${signature}`} alt={`${signedBy ?? ''}的签名`} />}
          </div>
          <div>过磅员：</div>
        </div>
        <small>{`单号 ${slip.id}`}</small>
        <small>{`存证 ${slip.factId}：重量、等级已存证公开；姓名、单价封存。核对：/ledger/proofs/${slip.factId}`}</small>
      </body>
    </html>
  );
}

function Weights({ sacks, grossGrams, tareGrams, netGrams }: PurchaseSlip) {
  const line = (name: string, gross: number, tare: number, net: number, sum = false) => (
    <tr class={sum ? 'sum' : undefined}>
      <td>{name}</td>
      <td>{asKilograms(gross)}</td>
      <td>{asKilograms(tare)}</td>
      <td>{asKilograms(net)}</td>
    </tr>
  );
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">袋</th>
          <th scope="col">毛重 kg</th>
          <th scope="col">皮重 kg</th>
          <th scope="col">净重 kg</th>
        </tr>
      </thead>
      <tbody>
        {sacks.map(({ number, gross, tare }) => line(String(number), gross, tare, gross - tare))}
        {line(sacks.length > 0 ? `合计 ${sacks.length} 袋` : '合计', grossGrams, tareGrams, netGrams, true)}
      </tbody>
    </table>
  );
}

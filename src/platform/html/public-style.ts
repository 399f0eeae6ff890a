/**
 * The one style of all public pages, inlined and allowed by its hash. System fonts, relative sizes (18 px at rest, any text size the
 * reader sets), light and dark, print
 * (what is folded stays folded and the way to each fact is left out: the paper has the address of the page). Written without quotation marks and ampersands: the renderer would escape them.
 */
export const PUBLIC_STYLE = `
:root{color-scheme:light dark;--paper:#f7f6f1;--card:#fff;--ink:#1c231f;--soft:#55605a;--line:#dcdfd8;--leaf:#1b6a45;--good:#1b6a45;--good-b:#e6f2ea;--wait:#7a4d00;--wait-b:#fff3d9;--stop:#a2191a;--stop-b:#fdeae8}
@media(prefers-color-scheme:dark){:root{--paper:#121613;--card:#1b211d;--ink:#e9ede8;--soft:#a9b4ad;--line:#343d37;--leaf:#8ed5ad;--good:#9be0ba;--good-b:#173024;--wait:#f3cf83;--wait-b:#332a12;--stop:#ffb3ab;--stop-b:#401a18}}
*{box-sizing:border-box}
html{font-size:112.5%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,PingFang SC,HarmonyOS Sans SC,Noto Sans CJK SC,Microsoft YaHei,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:42rem;margin:0 auto;padding:0 1rem}
header{display:flex;flex-wrap:wrap;gap:0 1rem;justify-content:space-between;align-items:center;color:var(--soft)}
header a{display:inline-block;padding:.6rem 0;min-height:2.5rem;color:inherit;text-decoration:none}
header a:first-child{color:var(--leaf);font-weight:600;letter-spacing:.06em}
h1,h2,h3,p,dl,ol,ul,table{margin:0}
h1,.herb{font-size:1.9rem;line-height:1.25;letter-spacing:.02em;margin-bottom:0}
h1 small,.herb small{font-size:1.1rem;font-weight:500;color:var(--soft)}
h2{font-size:1.2rem;line-height:1.35;margin-bottom:.6rem}
h3{font-size:1.05rem;line-height:1.4}
a{color:var(--leaf)}
a:focus-visible,summary:focus-visible,input:focus-visible,button:focus-visible,select:focus-visible,textarea:focus-visible{outline:3px solid var(--leaf);outline-offset:2px}
section{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:1rem;margin:0 0 .9rem}
.soft,.when,.small{color:var(--soft)}
.small{font-size:.88rem}
.latin{color:var(--soft);margin:.15rem 0 .7rem}
.demo{background:var(--wait-b);color:var(--wait);border:1px dashed;border-radius:.7rem;padding:.35rem 1rem;margin:0 0 .9rem;font-weight:600;text-align:center}
img{display:block;max-width:100%;height:auto;border-radius:.5rem;margin-bottom:.7rem}
dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem .9rem}
dt{color:var(--soft);max-width:9em}
dd{margin:0;font-weight:500}
.verdict{border-width:2px}
.verdict h1{font-size:1.4rem;display:flex;gap:.6rem;align-items:flex-start;margin:0 0 .35rem}.verdict h1 span{min-width:0}
.mark{flex:none;width:1.9rem;height:1.9rem;border-radius:50%;border:2px solid;display:grid;place-items:center;font-size:1.1rem;line-height:1}
.good{background:var(--good-b);border-color:var(--good)}.good h1{color:var(--good)}
.wait{background:var(--wait-b);border-color:var(--wait)}.wait h1{color:var(--wait)}
.stop{background:var(--stop-b);border-color:var(--stop)}.stop h1{color:var(--stop)}
.verdict .small{color:var(--ink);margin-top:.5rem;border-top:1px solid;padding-top:.5rem;border-color:var(--line)}
.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.02em}
.life{list-style:none;padding:0}
.life>li{position:relative;padding:0 0 1.1rem 1.5rem;border-left:2px solid var(--line);margin-left:.45rem}
.life>li:last-child{border-color:transparent;padding-bottom:0}
.life>li:before{content:'';position:absolute;left:-.5rem;top:.42rem;width:.85rem;height:.85rem;border-radius:50%;background:var(--leaf);border:.18rem solid var(--card)}
.when{font-size:.92rem}
.late{display:block;color:var(--wait)}.note{display:block;color:var(--wait)}li small.late{display:inline}
summary{cursor:pointer;padding:.55rem 0;color:var(--leaf);min-height:2.5rem}
h2+details summary,summary h2{margin:0}
summary h2{display:inline;color:var(--ink)}
details ul,.facts{padding-left:1.1rem;font-size:.92rem}
.facts{list-style:none;padding:0;font-size:1rem}.facts li+li{margin-top:.5rem}
li a{display:inline-block;padding:.1rem .3rem}
table{width:100%;border-collapse:collapse}
caption{text-align:left;color:var(--soft);padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .5rem .45rem 0;border-top:1px solid var(--line);font-weight:400}
thead th{color:var(--soft);border:0}
tbody th{font-weight:600}
.fail td,.fail th{color:var(--stop);font-weight:700}
.pass td:last-child{color:var(--good)}
.warn{color:var(--stop);font-weight:600;margin-bottom:.5rem}
.roles{color:var(--soft);font-size:.92rem}
.firms{list-style:none;padding:0}.firms li+li{margin-top:.8rem}
label{display:block;font-weight:600;margin-bottom:.3rem}
input,button,select,textarea{font:inherit;min-height:3.1rem;border-radius:.5rem;border:1px solid var(--soft);padding:.4rem .8rem;width:100%;background:var(--card);color:var(--ink)}
label~label{margin-top:.7rem}button{background:var(--leaf);color:var(--card);border-color:var(--leaf);font-weight:600;margin:.6rem 0;cursor:pointer}h1+p{margin-top:.3rem}
footer{color:var(--soft);font-size:.92rem;padding-bottom:2rem}
footer p{margin-bottom:.5rem}
@media(max-width:27em){thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}thead tr{display:block;width:1px;height:1px;overflow:hidden}tbody tr{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,auto);gap:0 .8rem;border-top:1px solid var(--line);padding:.5rem 0}tbody th,tbody td{border:0;padding:0}tbody td:last-child{grid-area:1/2;text-align:right}tbody td:nth-child(2){grid-area:2/1/3/3;color:var(--soft);font-weight:400}tbody td:nth-child(3){grid-area:3/1/4/3}tbody td[data-l]:before{content:attr(data-l) '：';color:var(--soft);font-weight:400}}
@media(max-width:18em){dl{display:block}dd{margin-bottom:.4rem}header,main,footer{padding:0 .5rem}section{padding:.7rem}h1,.herb{font-size:1.5rem}.verdict h1{font-size:1.2rem}}
@media print{@page{margin:12mm}:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#333;--line:#999}html{font-size:100%}body{font-size:9.5pt;line-height:1.4}header,main,footer{max-width:none;padding:0}header a{padding:.1rem 0;min-height:0}header a:last-child,form,.noprint,details:not([open]),.facts a,details a,img{display:none}section{break-inside:avoid;border-radius:0;padding:.5rem .7rem;margin:0 0 .45rem}h1,.herb{font-size:1.4rem}h2{font-size:1.05rem;margin-bottom:.3rem}.facts{font-size:1em}.facts li+li,.firms li+li{margin-top:.15rem}.life>li{padding-bottom:.4rem}.life li,tr{break-inside:avoid}section.long{break-inside:auto}th,td{padding:.12rem .5rem .12rem 0}.late,.note{display:inline}.firms{columns:2}.firms li{break-inside:avoid}}
`.trim();

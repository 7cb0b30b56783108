import {DARK, LIGHT} from '../paint.js';

/** Mobile first. Printed pages use light colours and do not break inside a finding. */
export const PAGE_STYLE = `
:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:860px;padding:16px;background:var(--ground);color:var(--ink);font:16px/1.45 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
header{border-left:6px solid var(--tone);padding:4px 0 4px 14px}
header p{margin:0;color:var(--dim)}
h1{margin:0;font-size:1.7rem;line-height:1.2;color:var(--tone)}
h1::first-letter{text-transform:uppercase}
header ul{margin:8px 0 0;padding-left:18px}
.good{--tone:var(--good)}.warning{--tone:var(--warning)}.bad,.error{--tone:var(--bad)}.planned,.note{--tone:var(--dim)}
h2{font-size:1.1rem;margin:26px 0 8px}
figure{margin:0}
figure svg{display:block}
.narrow svg{width:100%;max-width:340px}
.wide{display:none}
.findings{list-style:none;margin:0;padding:0}
.findings>li{border:1px solid var(--line);border-left:5px solid var(--tone);border-radius:6px;padding:10px 12px;margin:0 0 10px;background:var(--card)}
.findings p{margin:0 0 6px}
.code b{color:var(--tone);text-transform:uppercase;font-size:.8rem}
.code code{color:var(--dim)}
.message{font-weight:600}
.evidence{margin:0 0 6px;padding-left:18px;color:var(--dim);font-size:.9rem}
.remedy span{color:var(--dim);font-size:.8rem}
.remedy code{display:block;background:var(--zone);border-radius:4px;padding:6px 8px;white-space:pre-wrap}
code{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:6px 8px 6px 0;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--dim);font-weight:600}
td{color:var(--tone)}
td.good,td.bad{white-space:nowrap}
.workloads td{border-top:0;padding-top:0;color:var(--dim);font-size:.85rem}
@media print{
body{max-width:none;padding:0;font-size:11pt}
.findings>li,tr,figure{break-inside:avoid}
h2{break-after:avoid}
*{print-color-adjust:exact}
}
@media print,(min-width:640px){.wide{display:block}.narrow{display:none}}
`;

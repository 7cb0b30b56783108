import {DARK, LIGHT} from '../palette.js';

/** Under one class, for a style element inside a page reaches all of the page. */
export const SVG_STYLE = `
.quorate{${LIGHT};font:13px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;max-width:100%;height:auto}
@media screen and (prefers-color-scheme:dark){.quorate{${DARK}}}
.quorate text{fill:var(--ink);font-size:13px}
.quorate .end{text-anchor:end}
.quorate .name{font-weight:700;font-size:14px}
.quorate .zone{font-weight:600;fill:var(--dim)}
.quorate .dim{fill:var(--dim);font-size:12px}
.quorate .ground{fill:var(--ground)}
.quorate .frame{fill:var(--zone);stroke:var(--line)}
.quorate .host{fill:var(--card);stroke:var(--line)}
.quorate text.down{fill:var(--bad);font-weight:600}
.quorate text.unknown{fill:var(--warning);font-weight:600}
.quorate .fill.up{fill:var(--good)}
.quorate .fill.learner{fill:var(--learner)}
.quorate .line{fill:none;stroke-width:2;stroke-linecap:round}
.quorate .line.learner{stroke:var(--learner)}
.quorate .line.down{stroke:var(--bad);stroke-width:2.5}
.quorate .line.unknown{stroke:var(--warning)}
.quorate .line.planned{stroke:var(--dim)}
`;

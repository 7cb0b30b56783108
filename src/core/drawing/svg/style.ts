import {escaped} from '../markup.js';
import {DARK, LIGHT} from '../paint.js';
import type {Sign} from '../part.js';

/** Centred at x and y. Its form differs from the others, not only its colour. */
export function shapeOf(sign: Sign, x: number, y: number): string {
  const at = `${round(x)} ${round(y)}`;
  switch (sign) {
    case 'up':
      return `<circle class="fill up" cx="${round(x)}" cy="${round(y)}" r="4.5"/>`;
    case 'planned':
      return `<circle class="line planned" cx="${round(x)}" cy="${round(y)}" r="4.5"/>`;
    case 'leader':
      return `<path class="fill up" d="M${at}m0 -6.5l1.9 4.2l4.6 .5l-3.4 3.1l.9 4.5l-4 -2.3l-4 2.3l.9 -4.5l-3.4 -3.1l4.6 -.5z"/>`;
    case 'learner':
      return `<circle class="line learner" cx="${round(x)}" cy="${round(y)}" r="4.5"/><path class="fill learner" d="M${at}m0 -4.5a4.5 4.5 0 0 0 0 9z"/>`;
    case 'down':
      return `<path class="line down" d="M${at}m-4.5 -4.5l9 9m0 -9l-9 9"/>`;
    case 'unknown':
      return `<path class="line unknown" d="M${at}m-3 -2.5a3 3 0 1 1 3 3v1.5m0 3v.5"/>`;
  }
}

/** Scoped by a class: a style element in a page applies to all of the page. */
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

/** Of a frame. */
export const WIDTH = 262;
/** Width of a character, enough for a wide one of a proportional font: text is not measured. */
export const CHARACTER = 7.4;

export const text = (x: number, y: number, content: string, cssClass: string): string =>
  `<text class="${cssClass}" x="${round(x)}" y="${round(y)}">${escaped(content)}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;

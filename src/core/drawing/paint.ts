import {lengthOf} from './fitting.js';
import type {Sign} from './part.js';

/** Custom properties of the page and of the drawing. Each has a contrast of 4.5 or more to its background. */
export const LIGHT =
  '--ground:#fff;--zone:#f3f5f7;--card:#fff;--line:#c9d1d9;--ink:#1c2126;--dim:#57606a;--good:#1a7f37;--warning:#8a5a00;--bad:#b3261e;--learner:#0b62b4';

export const DARK =
  '--ground:#14181c;--zone:#1b2127;--card:#232a31;--line:#3b444d;--ink:#e8ecf0;--dim:#a3adb8;--good:#4cc36a;--warning:#e0a93b;--bad:#ff7b72;--learner:#6cb6ff';

/** State is shown by mark and word. Colour is only an addition. */
export const MARKS: Readonly<Record<Sign, string>> = {
  up: '●',
  leader: '★',
  learner: '◐',
  down: '✗',
  unknown: '?',
  planned: '○',
};

type Shade = Sign | 'dim' | 'strong';

interface Span {
  readonly text: string;
  readonly as?: Shade;
}

/** Text without colour codes, so that it can be measured. */
export type Line = readonly Span[];

export const widthOf = (line: Line): number => line.reduce((sum, {text}) => sum + lengthOf(text), 0);

export const painted = (line: Line, colour: boolean): string =>
  line
    .map(({text, as}) => (as === undefined || !colour ? text : `\u001b[${CODES[as]}m${text}\u001b[0m`))
    .join('')
    .trimEnd();

/** Select Graphic Rendition parameters that are visible on light and dark backgrounds. */
const CODES: Readonly<Record<Shade, string>> = {
  up: '32',
  leader: '1;32',
  learner: '36',
  down: '1;31',
  unknown: '33',
  planned: '2',
  dim: '2',
  strong: '1',
};

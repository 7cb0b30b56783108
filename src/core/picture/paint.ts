import {lengthOf} from './fitting.js';
import type {Sign} from './part.js';

/** Told by shape and by word, so that colour adds nothing but speed. */
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

/** Kept apart from its colours as long as it is measured. */
export type Line = readonly Span[];

export const widthOf = (line: Line): number => line.reduce((sum, {text}) => sum + lengthOf(text), 0);

export const painted = (line: Line, colour: boolean): string =>
  line
    .map(({text, as}) => (as === undefined || !colour ? text : `\u001b[${CODES[as]}m${text}\u001b[0m`))
    .join('')
    .trimEnd();

/** Select Graphic Rendition: none of them is a colour that a light or a dark ground swallows. */
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

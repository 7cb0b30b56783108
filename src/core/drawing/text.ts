import type {LayoutView} from '../diagnosis/diagnosis.js';
import type {Box} from './box.js';
import {bandsOf, type Frame, pictureOf} from './drawing.js';
import {lengthOf, shortened, wrapped} from './fitting.js';
import {type Line, MARKS, painted, widthOf} from './paint.js';
import type {Part, Sign} from './part.js';

/** What the terminal can show. */
export interface Canvas {
  readonly columns: number;
  readonly colour: boolean;
}

/** The most columns that are used, also if the width is unknown. */
const WIDEST = 100;
const NARROWEST_FRAME = 30;
const WIDEST_FRAME = 48;
const REASON_LINES = 3;

/** The drawing for a terminal. Marks and words say everything without colour. */
export function pictureText(layout: LayoutView, {columns, colour}: Canvas): string {
  const {version, endpoint, frames, signs} = pictureOf(layout);
  const room = Math.min(columns || WIDEST, WIDEST);
  const beside = Math.max(1, Math.min(frames.length, Math.floor((room + 1) / (NARROWEST_FRAME + 1))));
  const width = Math.max(24, Math.min(WIDEST_FRAME, Math.floor((room + 1) / beside) - 1));
  const heading = wrapped(`Kubernetes ${version}, API endpoint ${endpoint}`, room).map((text): Line => [{text}]);
  return [...heading, ...bandsOf(frames, beside).flatMap(band => sideBySide(band, width)), ...legend(signs, room)]
    .map(line => painted(line, colour))
    .join('\n');
}

function legend(signs: readonly Sign[], room: number): readonly Line[] {
  const lines: string[] = [];
  for (const sign of signs) {
    const longer = [...lines.slice(-1), `${MARKS[sign]} ${sign}`].join('   ');
    if (lengthOf(longer) <= room) lines.splice(-1, 1, longer);
    else lines.push(`${MARKS[sign]} ${sign}`);
  }
  return lines.map(text => [{text, as: 'dim'}]);
}

function sideBySide(band: readonly Frame[], width: number): readonly Line[] {
  const inner = width - 4;
  const contents = band.map(({boxes}) => boxes.flatMap(box => boxLines(box, inner)));
  const height = Math.max(...contents.map(({length}) => length));
  return [
    concatenated(band.map(({title}) => top(title, width))),
    ...Array.from({length: height}, (_, row) => concatenated(contents.map(lines => framed(lines[row] ?? [], inner)))),
    concatenated(band.map(() => [{text: `╰${'─'.repeat(width - 2)}╯`, as: 'dim'}])),
  ];
}

const concatenated = (lines: readonly Line[]): Line =>
  lines.flatMap((line, index) => (index === 0 ? line : [{text: ' '}, ...line]));

function top(title: string | undefined, width: number): Line {
  if (title === undefined) return [{text: `╭${'─'.repeat(width - 2)}╮`, as: 'dim'}];
  const shown = shortened(title, width - 6);
  return [
    {text: '╭─ ', as: 'dim'},
    {text: shown, as: 'strong'},
    {text: ` ${'─'.repeat(width - 5 - lengthOf(shown))}╮`, as: 'dim'},
  ];
}

const framed = (line: Line, inner: number): Line => [
  {text: '│ ', as: 'dim'},
  ...line,
  {text: ' '.repeat(inner - widthOf(line))},
  {text: ' │', as: 'dim'},
];

function boxLines({name, address, parts}: Box, width: number): readonly Line[] {
  return [...headLines(name, address, width), ...parts.flatMap(part => partLines(part, width))];
}

/** Name and address in one line if they fit. */
function headLines(name: string, address: string, width: number): readonly Line[] {
  const shown = shortened(name, width);
  const gap = width - lengthOf(shown) - lengthOf(address);
  if (address === '') return [[{text: shown, as: 'strong'}]];
  if (gap > 0) return [[{text: shown, as: 'strong'}, {text: ' '.repeat(gap)}, {text: address, as: 'dim'}]];
  return [[{text: shown, as: 'strong'}], [{text: `  ${shortened(address, width - 2)}`, as: 'dim'}]];
}

const partLines = ({text, sign, why = ''}: Part, width: number): readonly Line[] => [
  [{text: '  '}, {text: `${MARKS[sign]} ${shortened(text, width - 4)}`, as: sign}],
  ...(why === '' ? [] : wrapped(why, width - 4, REASON_LINES)).map((line): Line => [{text: `    ${line}`, as: 'dim'}]),
];

import type {Box} from '../box.js';
import type {Frame} from '../drawing.js';
import {lengthOf, shortened, wrapped} from '../fitting.js';
import type {Part} from '../part.js';
import {CHARACTER, shapeOf, text, WIDTH} from './style.js';

const PAD = 12;
const TITLE = 26;
const NAME = 24;
const PART = 20;
const REASON = 16;
const BELOW = 8;
const REASON_LINES = 4;
const INNER = WIDTH - 2 * PAD;
const FITTING = Math.floor(INNER / CHARACTER);
/** Names and titles are bold, and names are larger. */
const FITTING_NAME = Math.floor(INNER / (1.27 * CHARACTER));

export const frameHeight = ({title, boxes}: Frame): number =>
  (title === undefined ? PAD / 2 : TITLE) + boxes.reduce((sum, box) => sum + boxHeight(box) + BELOW, 0);

export function frameShape({title, boxes}: Frame, x: number, y: number, height: number): readonly string[] {
  const shapes = [`<rect class="frame" x="${x}" y="${y}" width="${WIDTH}" height="${height}" rx="8"/>`];
  if (title !== undefined) shapes.push(text(x + PAD, y + 18, shortened(title, FITTING_NAME), 'zone'));
  let top = y + (title === undefined ? PAD / 2 : TITLE);
  for (const box of boxes) {
    shapes.push(...boxShape(box, x, top));
    top += boxHeight(box) + BELOW;
  }
  return shapes;
}

const boxHeight = ({name, address, parts}: Box): number =>
  NAME + (isAddressBelow(name, address) ? REASON : 0) + parts.reduce((sum, part) => sum + partHeight(part), 0) + BELOW;

const partHeight = ({why}: Part): number => PART + reasonLines(why).length * REASON;

function boxShape(box: Box, x: number, y: number): readonly string[] {
  const {name, address, parts} = box;
  const below = isAddressBelow(name, address);
  const shapes = [
    `<rect class="host" x="${x + PAD / 2}" y="${y}" width="${WIDTH - PAD}" height="${boxHeight(box)}" rx="5"/>`,
    text(x + PAD, y + 17, shortened(name, FITTING_NAME), 'name'),
  ];
  if (address !== '')
    shapes.push(
      below
        ? text(x + PAD, y + 33, shortened(address, FITTING), 'dim')
        : text(x + WIDTH - PAD, y + 17, address, 'dim end'),
    );
  let top = y + NAME + (below ? REASON : 0);
  for (const part of parts) {
    shapes.push(...partShape(part, x + PAD, top));
    top += partHeight(part);
  }
  return shapes;
}

const partShape = ({text: content, sign, state, why}: Part, x: number, y: number): readonly string[] => [
  shapeOf(sign, x + 6, y + 10),
  text(x + 18, y + 14, shortened(content, FITTING - 3), state),
  ...reasonLines(why).map((line, index) => text(x + 18, y + PART + 11 + index * REASON, line, 'dim')),
];

const reasonLines = (why: string | undefined): readonly string[] =>
  why === undefined ? [] : wrapped(why, FITTING - 3, REASON_LINES);

const isAddressBelow = (name: string, address: string): boolean =>
  address !== '' && 1.27 * lengthOf(name) + lengthOf(address) + 2 > FITTING;

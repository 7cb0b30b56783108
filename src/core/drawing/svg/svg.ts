import type {LayoutView} from '../../diagnosis/diagnosis.js';
import {bandsOf, type Frame, type Picture, pictureOf} from '../drawing.js';
import {lengthOf, wrapped} from '../fitting.js';
import {escaped} from '../markup.js';
import {frameHeight, frameShape} from './frame.js';
import {CHARACTER, SVG_STYLE, shapeOf, text, WIDTH} from './style.js';

const GAP = 14;
const MARGIN = 2;
const LINE = 20;
const MOST_BESIDE = 3;

/** A file, or part of a page. No script, no external resources, light or dark as the reader prefers. */
export function svg(layout: LayoutView, atMost = MOST_BESIDE): string {
  const picture = pictureOf(layout);
  const beside = Math.max(1, Math.min(atMost, picture.frames.length));
  const width = 2 * MARGIN + beside * WIDTH + (beside - 1) * GAP;
  const heading = wrapped(
    `Kubernetes ${picture.version}, API endpoint ${picture.endpoint}`,
    Math.floor((width - 2 * MARGIN) / CHARACTER),
  );
  const from = MARGIN + heading.length * LINE + 8;
  const {shapes, bottom} = banded(bandsOf(picture.frames, beside), from);
  const signs = legend(picture, width, bottom);
  const height = signs.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="quorate" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(`${layout.name}: zones, hosts and what runs on them`)}</title>`,
    `<style>${SVG_STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...heading.map((line, index) => text(MARGIN, MARGIN + 14 + index * LINE, line, 'said')),
    ...shapes,
    ...signs.shapes,
    '</svg>',
  ].join('\n');
}

function banded(bands: readonly (readonly Frame[])[], from: number) {
  const shapes: string[] = [];
  let top = from;
  for (const band of bands) {
    const height = Math.max(...band.map(frameHeight));
    shapes.push(...band.flatMap((frame, column) => frameShape(frame, MARGIN + column * (WIDTH + GAP), top, height)));
    top += height + GAP;
  }
  return {shapes, bottom: top};
}

/** From left to right, in as many lines as needed. */
function legend(
  {signs}: Picture,
  width: number,
  from: number,
): {readonly shapes: readonly string[]; readonly bottom: number} {
  const shapes: string[] = [];
  let [x, baseline] = [MARGIN + 6, from + LINE - 8];
  for (const sign of signs) {
    const length = 14 + lengthOf(sign) * CHARACTER;
    if (x + length > width) [x, baseline] = [MARGIN + 6, baseline + LINE];
    shapes.push(shapeOf(sign, x, baseline - 4), text(x + 11, baseline, sign, 'dim'));
    x += length + GAP;
  }
  return {shapes, bottom: baseline + 8};
}

import {escaped} from '../markup.js';

/** Of a frame. */
export const WIDTH = 262;
/** Room for a character, a wide one of a proportional face too, for nobody measures text here. */
export const CHARACTER = 7.4;

export const text = (x: number, y: number, said: string, look: string): string =>
  `<text class="${look}" x="${round(x)}" y="${round(y)}">${escaped(said)}</text>`;

export const round = (value: number): number => Math.round(value * 10) / 10;

import type {Sign} from '../part.js';
import {round} from './text.js';

/** Around its middle, told by its form as well as by its colour. */
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

import {compareVersions} from '../components/version.js';
import {listed} from '../format.js';
import type {Move} from './move.js';

/** "1.36.1 and 1.36.3" */
export const versionsOf = (moves: readonly Pick<Move, 'from'>[]): string =>
  listed([...new Set(moves.map(({from}) => from))].toSorted(compareVersions));

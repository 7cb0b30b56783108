import type {Fleet} from './event.js';

/** With more hosts than this, a line for each of their actions hides which of them are slow. */
const MOST_ONE_BY_ONE = 20;

export const isMany = (hosts: number): boolean => hosts > MOST_ONE_BY_ONE;

export const isLarge = (fleet: Fleet | undefined): fleet is Fleet => fleet !== undefined && isMany(fleet.size);

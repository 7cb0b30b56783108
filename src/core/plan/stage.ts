import type {Action, Stage} from './action.js';

export const parallel = (title: string, actions: readonly Action[]): Stage => ({title, order: 'parallel', actions});
export const serial = (title: string, actions: readonly Action[]): Stage => ({title, order: 'serial', actions});

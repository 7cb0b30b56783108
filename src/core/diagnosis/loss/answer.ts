import type {Loss} from '../diagnosis.js';
import {lose} from './lose.js';
import type {LossModel} from './model.js';
import type {LossQuestion} from './question.js';
import {hostsIn, worst} from './worst.js';

/** What was asked, in its order, then the worst that can happen. */
export const answer = (model: LossModel, {lose: sets = [], zones = [], worst: size}: LossQuestion): readonly Loss[] => [
  ...sets.map(hosts => lose(model, hosts)),
  ...zones.map(zone => lose(model, hostsIn(model, [zone]), zone)),
  ...(size === undefined ? [] : worst(model, size)),
];

import {expect, test} from 'vitest';
import {covers} from '../../../src/core/model/object-matches.js';

const desired = {kind: 'Service', spec: {ports: [{port: 53, protocol: 'UDP'}], selector: {app: 'dns'}}};

test.each([
  ['is equal', desired],
  ['also has defaults and a status', {...desired, status: {}, spec: {...desired.spec, type: 'ClusterIP'}}],
  [
    'has more in the elements of a list',
    {...desired, spec: {...desired.spec, ports: [{port: 53, protocol: 'UDP', targetPort: 53}]}},
  ],
])('a live object that %s matches the desired one', (_, live) => {
  expect(covers(live, desired)).toBe(true);
});

test.each([
  ['is absent', undefined],
  ['is null', null],
  ['lacks a field', {kind: 'Service'}],
  ['has another value', {...desired, spec: {...desired.spec, selector: {app: 'web'}}}],
  ['has a list of another length', {...desired, spec: {...desired.spec, ports: [...desired.spec.ports, {port: 80}]}}],
  ['has an empty list', {...desired, spec: {...desired.spec, ports: []}}],
  ['has a list instead of a map', {...desired, spec: {...desired.spec, selector: ['dns']}}],
  ['has a map instead of a list', {...desired, spec: {...desired.spec, ports: {0: {port: 53, protocol: 'UDP'}}}}],
  ['has the number as text', {...desired, spec: {...desired.spec, ports: [{port: '53', protocol: 'UDP'}]}}],
])('a live object that %s does not match the desired one', (_, live) => {
  expect(covers(live, desired)).toBe(false);
});

test('a list in another order does not match', () => {
  expect(covers([1, 2], [2, 1])).toBe(false);
});

test('an undefined field of the desired object is ignored', () => {
  expect(covers({kind: 'Service'}, {kind: 'Service', spec: undefined})).toBe(true);
});

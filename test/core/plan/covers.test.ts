import {expect, test} from 'vitest';
import {covers} from '../../../src/core/model/object-matches.js';

const desired = {kind: 'Service', spec: {ports: [{port: 53, protocol: 'UDP'}], selector: {app: 'dns'}}};

test.each([
  ['says the same', desired],
  ['has defaults and a status besides', {...desired, status: {}, spec: {...desired.spec, type: 'ClusterIP'}}],
  [
    'has more in the elements of a list',
    {...desired, spec: {...desired.spec, ports: [{port: 53, protocol: 'UDP', targetPort: 53}]}},
  ],
])('a live object that %s covers the desired one', (_, live) => {
  expect(covers(live, desired)).toBe(true);
});

test.each([
  ['is not there', undefined],
  ['is null', null],
  ['lacks a field', {kind: 'Service'}],
  ['has another value', {...desired, spec: {...desired.spec, selector: {app: 'web'}}}],
  ['has a list of another length', {...desired, spec: {...desired.spec, ports: [...desired.spec.ports, {port: 80}]}}],
  ['has an empty list', {...desired, spec: {...desired.spec, ports: []}}],
  ['has a list where a map is wanted', {...desired, spec: {...desired.spec, selector: ['dns']}}],
  ['has a map where a list is wanted', {...desired, spec: {...desired.spec, ports: {0: {port: 53, protocol: 'UDP'}}}}],
  ['has the number as text', {...desired, spec: {...desired.spec, ports: [{port: '53', protocol: 'UDP'}]}}],
])('a live object that %s does not', (_, live) => {
  expect(covers(live, desired)).toBe(false);
});

test('the order of a list counts', () => {
  expect(covers([1, 2], [2, 1])).toBe(false);
});

test('what is left undefined is not asked for', () => {
  expect(covers({kind: 'Service'}, {kind: 'Service', spec: undefined})).toBe(true);
});

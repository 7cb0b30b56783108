import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {HostView, LayoutView} from '../../../src/core/diagnosis/diagnosis.js';
import {printable} from '../../../src/core/drawing/printable.js';
import {pictureText} from '../../../src/core/drawing/text.js';
import {down, member, UP} from '../../support/pictured.js';
import {CASES} from './cases.js';

const drawn = (layout: LayoutView, columns = 100) => pictureText(layout, {columns, colour: false});
const of = (...hosts: readonly HostView[]): LayoutView => ({
  name: 'demo',
  kubernetesVersion: '1.36.3',
  endpoint: 'api.demo.test:6443',
  zones: [{hosts}],
});
const host = (name: string, parts: Partial<HostView> = {}): HostView => ({
  name,
  address: '10.0.0.1',
  seen: 'yes',
  ...parts,
});
const worker = (number: number, parts: Partial<HostView> = {}): HostView => host(`w${number}`, {node: UP, ...parts});

describe('the drawing for a terminal', () => {
  test('marks the leader, a learner and what is down by signs and by words, and explains the signs', () => {
    const text = drawn(
      of(
        host('cp1', {member: member('leader')}),
        host('cp2', {member: member('learner')}),
        host('cp3', {member: member('voter', down('does not answer'))}),
      ),
    );
    expect(text).toContain('★ etcd leader');
    expect(text).toContain('◐ etcd learner');
    expect(text).toMatch(/✗ etcd voter, down .*\n.*does not answer/);
    expect(text.split('\n').at(-1)).toBe('★ leader   ◐ learner   ✗ down');
  });

  test('says once why several parts of a host are not known', () => {
    const why = 'no route to host';
    const text = drawn(
      of(host('cp1', {seen: 'no', controlPlane: {state: 'unknown', why}, node: {state: 'unknown', why}})),
    );
    expect(text.split(why)).toHaveLength(2);
    expect(text).toContain('? not reached');
  });

  test('says which balancer holds the address and which stands by, and not that one that is down does', () => {
    const text = drawn(
      of(
        host('lb1', {loadBalancer: {...UP, holdsAddress: true}}),
        host('lb2', {loadBalancer: {...UP, holdsAddress: false}}),
        host('lb3', {loadBalancer: {...down('its unit is failed'), holdsAddress: false}}),
      ),
    );
    expect(text).toMatch(/● balancer, holds address .*● balancer, stands by .*✗ balancer, down/);
  });

  test('sums up many workers, and names those that are not well', () => {
    const workers = Array.from({length: 294}, (_, index) =>
      worker(index, index === 7 ? {node: down('its Node is not ready')} : index === 9 ? {seen: 'no'} : {}),
    );
    const text = drawn(of(host('cp1', {member: member('leader')}), ...workers));
    expect(text.split('\n').length).toBeLessThan(12);
    for (const part of ['294 workers', '● 292 up', '✗ w7, down', '? w9, unknown']) expect(text).toContain(part);
  });

  test('names no more than eight of them', () => {
    const text = drawn(
      of(...Array.from({length: 20}, (_, index) => worker(index, {node: down('its Node is not ready')}))),
    );
    expect(text).toContain('✗ w7, down');
    expect(text).not.toContain('w8,');
    expect(text).toContain('✗ 12 more, down');
  });

  test.each([100, 80, 40])('in colour is the same text, and keeps to %i columns', columns => {
    for (const {layout} of Object.values(CASES).map(printable)) {
      const plain = drawn(layout, columns);
      const coloured = pictureText(layout, {columns, colour: true});
      expect(coloured).not.toBe(plain);
      expect(coloured.replaceAll(/\u001b\[[\d;]*m/g, '').replaceAll(/ +$/gm, '')).toBe(plain);
      for (const line of plain.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(columns);
    }
  });

  test('takes any text that a host could say', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), fc.integer({min: 30, max: 120}), (text, columns) => {
        const diagnosis = {...CASES.stacked!, layout: of(host(text, {address: text, node: down(text)}))};
        const lines = drawn(printable(diagnosis).layout, columns).split('\n');
        expect(Math.max(...lines.map(line => [...line].length))).toBeLessThanOrEqual(Math.min(columns, 100));
        expect(lines.join('')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

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
  reachable: 'yes',
  ...parts,
});
const worker = (number: number, parts: Partial<HostView> = {}): HostView => host(`w${number}`, {node: UP, ...parts});

describe('the drawing for a terminal', () => {
  test('shows leader, learner and failed members by mark and word, with a legend', () => {
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

  test('shows a reason once that several parts of a host share', () => {
    const why = 'no route to host';
    const text = drawn(
      of(host('cp1', {reachable: 'no', controlPlane: {state: 'unknown', why}, node: {state: 'unknown', why}})),
    );
    expect(text.split(why)).toHaveLength(2);
    expect(text).toContain('? unreachable');
  });

  test('shows the VRRP state of load balancers, except of one that is down', () => {
    const text = drawn(
      of(
        host('lb1', {loadBalancer: {...UP, holdsAddress: true}}),
        host('lb2', {loadBalancer: {...UP, holdsAddress: false}}),
        host('lb3', {loadBalancer: {...down('its unit is failed'), holdsAddress: false}}),
      ),
    );
    expect(text).toMatch(/● load balancer \(master\) .*● load balancer \(backup\) .*✗ load balancer, down/);
  });

  test('counts many workers, and names the unhealthy ones', () => {
    const workers = Array.from({length: 294}, (_, index) =>
      worker(index, index === 7 ? {node: down('its Node is not ready')} : index === 9 ? {reachable: 'no'} : {}),
    );
    const text = drawn(of(host('cp1', {member: member('leader')}), ...workers));
    expect(text.split('\n').length).toBeLessThan(12);
    for (const part of ['294 workers', '● 292 up', '✗ w7, down', '? w9, unknown']) expect(text).toContain(part);
  });

  test('names at most eight unhealthy workers', () => {
    const text = drawn(
      of(...Array.from({length: 20}, (_, index) => worker(index, {node: down('its Node is not ready')}))),
    );
    expect(text).toContain('✗ w7, down');
    expect(text).not.toContain('w8,');
    expect(text).toContain('✗ 12 more, down');
  });

  test.each([100, 80, 40])('has the same text in colour, within %i columns', columns => {
    for (const {layout} of Object.values(CASES).map(printable)) {
      const plain = drawn(layout, columns);
      const coloured = pictureText(layout, {columns, colour: true});
      expect(coloured).not.toBe(plain);
      expect(coloured.replaceAll(/\u001b\[[\d;]*m/g, '').replaceAll(/ +$/gm, '')).toBe(plain);
      for (const line of plain.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(columns);
    }
  });

  test('fits its columns without control characters for any text of a host', () => {
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

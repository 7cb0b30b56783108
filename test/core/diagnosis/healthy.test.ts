import {describe, expect, test} from 'vitest';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {exitCode} from '../../../src/core/diagnosis/json.js';
import {balanced, clusterConfig, unmanaged} from '../../support/rendering.js';
import {healthy} from './support/healthy.js';

describe.each([
  ['stacked', clusterConfig(), 'quorate: 3 of 3 voters, leader cp1; survives the loss of any 1 host'],
  ['external', clusterConfig('external'), 'quorate: 3 of 3 voters, leader etcd1; survives the loss of any 1 host'],
  ['behind load balancers', balanced(), 'quorate: 3 of 3 voters, leader cp1; survives the loss of any 1 host'],
  [
    'an etcd of somebody else',
    unmanaged(),
    'quorate: 2 of 2 voters of an etcd that somebody else runs, leader m1; 2 voters survive no loss',
  ],
  [
    'a single control plane',
    clusterConfig('stacked', {hosts: clusterConfig().hosts.filter(({name}) => ['cp1', 'w1'].includes(name))}),
    'quorate: 1 of 1 voter, leader cp1; 1 voter survives no loss',
  ],
])('a healthy cluster, %s', (_, config, sentence) => {
  test('has no finding, and its sentence says so', async () => {
    const diagnosis = diagnose(await healthy(config));
    expect(diagnosis.findings).toEqual([]);
    expect(diagnosis.verdict.quorate).toBe('yes');
    expect(exitCode(diagnosis, 'warning')).toBe(0);
    expect(diagnosis.verdict.sentence).toBe(sentence);
  });
});

import {describe, expect, test} from 'vitest';
import {diagnose} from '../../../src/core/diagnosis/diagnose.js';
import {exitCode} from '../../../src/core/diagnosis/json.js';
import {balanced, clusterConfig, sharedEndpoint, unmanaged} from '../../support/builders/config.js';
import {healthy} from './support/healthy.js';

/** Where the name leads is unknown. */
const NAMED = ' if the name api.golden.test leads to more than 1 control plane';

describe.each([
  ['stacked', clusterConfig(), `quorate: 3 of 3 voters, leader cp1; tolerates the loss of any 1 host${NAMED}`],
  [
    'external',
    clusterConfig('external'),
    `quorate: 3 of 3 voters, leader etcd1; tolerates the loss of any 1 host${NAMED}`,
  ],
  ['with load balancers', balanced(), 'quorate: 3 of 3 voters, leader cp1; tolerates the loss of any 1 host'],
  [
    'with an endpoint that its control planes share',
    sharedEndpoint(),
    'quorate: 3 of 3 voters, leader cp1; tolerates the loss of any 1 host; API endpoint needs any 1 of 3 control planes',
  ],
  [
    'with an unmanaged etcd',
    unmanaged(),
    'quorate: 2 of 2 voters (unmanaged etcd), leader m1; tolerates no failure with 2 voters',
  ],
  [
    'with a single control plane',
    clusterConfig('stacked', {hosts: clusterConfig().hosts.filter(({name}) => ['cp1', 'w1'].includes(name))}),
    'quorate: 1 of 1 voter, leader cp1; tolerates no failure with 1 voter',
  ],
])('a healthy cluster, %s', (_, config, summary) => {
  test('has no findings, exit code 0 and a summary of its tolerance', async () => {
    const diagnosis = diagnose(await healthy(config));
    expect(diagnosis.findings).toEqual([]);
    expect(exitCode(diagnosis, 'warning')).toBe(0);
    expect(diagnosis.verdict).toMatchObject({quorate: 'yes', summary});
  });
});

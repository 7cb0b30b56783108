import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {hostName} from '../../../src/core/model/names.js';
import {onHost, restrictToHost} from '../../../src/core/model/of-host.js';
import {restrictTo} from '../../../src/core/model/scope.js';
import {balanced, clusterConfig, sharedEndpoint} from '../../support/builders/config.js';

const CLUSTERS = {
  stacked: desire(clusterConfig()),
  external: desire(clusterConfig('external')),
  balanced: desire(balanced()),
  'with a virtual IP': desire(sharedEndpoint()),
};

describe.each(Object.entries(CLUSTERS))('in a cluster that is %s', (_, desired) => {
  const names = desired.hosts.map(({name}) => name);

  test.each(names)('restricted to the host %s it is the same as restricted to a set of this host', name => {
    expect(restrictToHost(desired, name)).toEqual(restrictTo(desired, new Set([name])));
  });

  test.each(names)('the host %s has what names it as its host', name => {
    const here = ({host}: {readonly host: string}) => host === name;
    expect(onHost(desired, name)).toEqual({
      hosts: desired.hosts.filter(each => each.name === name),
      etcd: desired.etcd.filter(here),
      controlPlanes: desired.controlPlanes.filter(here),
      nodes: desired.nodes.filter(here),
      loadBalancers: desired.loadBalancers.filter(here),
      vipHosts: desired.vipHosts.filter(here),
    });
  });

  test('a host of which it has nothing has nothing', () => {
    expect(Object.values(onHost(desired, hostName('elsewhere')))).toEqual([[], [], [], [], [], []]);
  });
});

import {X509Certificate} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import type {ClusterConfig} from '../../src/core/model/config.js';
import {readKubeconfig} from '../../src/core/pki/kubeconfig.js';
import {apply} from '../../src/workflows/apply.js';
import {balanced, PKI, sharedEndpoint} from '../support/builders/config.js';
import type {Killed, MemoryCluster} from '../support/memory-cluster.js';
import {Scenario} from './run.js';

const API_SERVER = 'kube-apiserver.service';
const CERT = '/etc/kubernetes/pki/apiserver.crt';
const NEW = '10.0.0.200';

const withHosts = (config: ClusterConfig): ClusterConfig => ({
  ...config,
  hosts: config.hosts.filter(({name}) => /^(cp|w1|lb)/.test(name)),
});

const CASES = [
  ['two load balancers', withHosts(balanced())],
  ['control planes that share it', withHosts(sharedEndpoint())],
] as const;

const moved = (config: ClusterConfig): ClusterConfig => ({...config, endpoint: {...config.endpoint!, host: NEW}});

/** A name that a kubeconfig or a load balancer on a host sends clients to, and the hosts whose API servers may answer. */
function unproven(cluster: MemoryCluster, scenario: Scenario): readonly string[] {
  const {controlPlanes, hosts} = scenario.desired;
  const servers = controlPlanes.map(({host, address}) => ({host, address}));
  const lacks = (name: string, among = servers) =>
    among.flatMap(({host}) => {
      const disk = cluster.world.disk(host);
      const text = disk.text(CERT);
      // With another certificate on its disk than the one that it was started with, it still has that one.
      if (!disk.runs(API_SERVER) || text === undefined) return [];
      return new X509Certificate(text.slice(text.indexOf('-----BEGIN'))).checkIP(name) === undefined ||
        !disk.isFresh(API_SERVER)
        ? [`${host} cannot prove ${name}`]
        : [];
    });
  return hosts.flatMap(({name}) => {
    const disk = cluster.world.disk(name);
    const kubeconfigs = [...disk.files.keys()].filter(path => /^\/etc\/kubernetes\/[^/]+\.conf$/.test(path));
    const named = kubeconfigs.flatMap(path => {
      const server = readKubeconfig(disk.text(path) ?? '')?.server;
      return server === undefined ? [] : [new URL(server).hostname];
    });
    const wrong = [...new Set(named)].filter(
      each => each !== '127.0.0.1' && !servers.some(({address}) => address === each),
    );
    const serves = [...disk.files.keys()].some(
      path => /keepalived/.test(path) && path.endsWith('.conf') && disk.text(path)?.includes(NEW) === true,
    );
    return [...wrong.map(each => `${name}: a kubeconfig names ${each}`), ...(serves ? lacks(NEW) : [])];
  });
}

describe.each(CASES)('the endpoint moves to another address, with %s', {timeout: 240_000}, (_, config) => {
  const before = new Scenario(config);
  const after = new Scenario(moved(config));

  const made = async () => {
    const cluster = before.fresh();
    await before.run(apply, cluster);
    return after.over(cluster);
  };

  test('no host serves the address before every API server can prove it', async () => {
    const kills: Killed[] = [];
    const cluster = (await made()).watched(killed => kills.push(killed));
    await after.run(apply, cluster);
    const wrong = kills.flatMap(({when, operation, left}) =>
      unproven(left, after).map(each => `${when} ${operation}: ${each}`),
    );
    expect(wrong).toEqual([]);
    const serving = after.desired.hosts.filter(({name}) =>
      [...cluster.world.disk(name).files.keys()].some(
        path => /keepalived/.test(path) && cluster.world.disk(name).text(path)?.includes(NEW),
      ),
    );
    expect(serving.length).toBeGreaterThan(1);
  });
});

describe('further names of the API servers', () => {
  test('are in all of their certificates, and change nothing else', async () => {
    const config = withHosts(balanced());
    const before = new Scenario(config);
    const cluster = before.fresh();
    await before.run(apply, cluster);
    const after = new Scenario({...config, pki: {...PKI, apiServerSans: ['k8s.example.com']}});
    const {plan} = await after.run(apply, after.over(cluster), {dryRun: true});
    const paths = plan.flatMap(({actions}) =>
      actions.flatMap(action => (action.kind === 'cert/issue' ? [`${action.host} ${action.path}`] : [])),
    );
    expect(paths).toEqual(['cp1', 'cp2', 'cp3'].map(host => `${host} ${CERT}`));
  });
});

import {describe, expect, test} from 'vitest';
import type {Action} from '../../src/core/actions/action.js';
import type {ClusterConfig, RegistryConfig} from '../../src/core/model/config.js';
import {hostName} from '../../src/core/model/names.js';
import {hostsToml, NO_ENTRY} from '../../src/core/render/runtime/hosts-toml.js';
import {planJson} from '../../src/run/report/plan-json.js';
import {planText} from '../../src/run/report/plan-text.js';
import {apply} from '../../src/workflows/apply.js';
import {init} from '../../src/workflows/init.js';
import type {MemoryCluster} from '../support/memory-cluster.js';
import {AUTHORIZATION} from '../support/operator-files.js';
import {Scenario} from './run.js';
import {configWith} from './small.js';

const CERTS = '/etc/containerd/certs.d';
const PRIVATE: RegistryConfig = {
  host: 'registry.example.com:5000',
  mirrors: [],
  ca: '/operator/ca.crt',
  credentials: {tokenEnv: 'TOKEN'},
};
const FOLDER = `${CERTS}/registry.example.com_5000_`;
const MIRRORED: RegistryConfig = {host: 'docker.io', mirrors: ['https://mirror.example.com']};

const config = (changes: Partial<ClusterConfig>) => ({...configWith('external', /^(etcd1|cp1|w1)$/), ...changes});
const scenario = (registries: readonly RegistryConfig[]) => new Scenario(config({registries}));

const planned = async (of: Scenario, cluster: MemoryCluster) => {
  const {plan} = await of.run(apply, cluster, {dryRun: true});
  return {plan, actions: plan.flatMap(({actions}): readonly Action[] => actions)};
};

const textOn = ({world}: MemoryCluster, host: string, path: string) => world.disk(hostName(host)).text(path);

describe('registries', () => {
  const both = scenario([PRIVATE, MIRRORED]);

  test('are configured on every node, and on no other host', async () => {
    const cluster = both.fresh();
    await both.run(apply, cluster);
    for (const node of ['cp1', 'w1']) {
      expect(textOn(cluster, node, `${FOLDER}/hosts.toml`)).toBe(hostsToml(PRIVATE, AUTHORIZATION));
      expect(cluster.world.disk(hostName(node)).files.get(`${FOLDER}/hosts.toml`)?.mode).toBe('600');
      expect(textOn(cluster, node, `${FOLDER}/ca.crt`)).toBeDefined();
      expect(textOn(cluster, node, `${CERTS}/docker.io/hosts.toml`)).toBe(hostsToml(MIRRORED));
    }
    const paths = [...cluster.world.disk(hostName('etcd1')).files.keys()];
    expect(paths.filter(path => path.startsWith(CERTS))).toEqual([]);
  });

  test('have no secret in the plan, as text or as JSON', async () => {
    const {plan} = await planned(both, both.fresh());
    for (const text of [planText(plan), JSON.stringify(planJson(plan)), JSON.stringify(plan)]) {
      expect(text).toContain(`${FOLDER}/hosts.toml`);
      expect(text).not.toContain(AUTHORIZATION);
      expect(text).not.toContain('token-of-the-operator');
    }
  });

  test('added to a cluster are written, and nothing restarts', async () => {
    const before = scenario([]);
    const cluster = before.fresh();
    await before.run(apply, cluster);
    const {actions} = await planned(both, both.over(cluster));
    expect(actions.map(action => `${'host' in action ? action.host : ''} ${action.kind}`)).toEqual([
      'cp1 operator-file/put',
      'cp1 operator-file/put',
      'cp1 file/put',
      'w1 operator-file/put',
      'w1 operator-file/put',
      'w1 file/put',
    ]);
  });

  test('removed from the configuration leave neither mirrors nor credentials on the hosts', async () => {
    const cluster = both.fresh();
    await both.run(apply, cluster);
    const after = scenario([]);
    const later = after.over(cluster);
    await after.run(apply, later);
    for (const path of [`${FOLDER}/hosts.toml`, `${CERTS}/docker.io/hosts.toml`])
      expect(textOn(later, 'w1', path)).toBe(NO_ENTRY);
    expect((await after.run(apply, later)).ran).toBe(false);
    // And back.
    const again = both.over(later);
    await both.run(apply, again);
    expect(textOn(again, 'w1', `${FOLDER}/hosts.toml`)).toBe(hostsToml(PRIVATE, AUTHORIZATION));
  });

  test('that were edited on a host are restored', async () => {
    const cluster = both.fresh();
    await both.run(apply, cluster);
    cluster.world
      .disk(hostName('w1'))
      .put(`${FOLDER}/hosts.toml`, Buffer.from('server = "https://other.example.com"\n'), '644');
    const {actions} = await planned(both, cluster);
    expect(actions).toMatchObject([{kind: 'operator-file/put', host: 'w1', path: `${FOLDER}/hosts.toml`}]);
  });

  test('are complete after a run that was killed at any operation on these files', async () => {
    const {tried, diverged} = await both.everyKill(init, both.fresh(), {
      among: titles => titles.filter(title => title.startsWith('cp1: put')),
    });
    expect(diverged).toEqual([]);
    expect(tried).toBeGreaterThan(1);
  });
});

test('a new proxy restarts containerd and no other service', async () => {
  const before = scenario([]);
  const cluster = before.fresh();
  await before.run(apply, cluster);
  const after = new Scenario(config({proxy: {https: 'http://proxy.example.com:3128', noProxy: []}}));
  const {actions} = await planned(after, after.over(cluster));
  expect(actions.flatMap(action => (action.kind === 'service/run' ? [`${action.host} ${action.unit}`] : []))).toEqual([
    'cp1 containerd.service',
    'w1 containerd.service',
  ]);
});

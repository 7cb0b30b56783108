import {beforeAll, describe, expect, test} from 'vitest';
import {ARCHES, releaseFor} from '../../../src/core/artifacts/bundle.js';
import {unknown} from '../../../src/core/model/fact.js';
import {digestOf, hostName} from '../../../src/core/model/names.js';
import type {EtcdState} from '../../../src/core/model/observed.js';
import type {PlanInput} from '../../../src/core/plan/input.js';
import type {Plan} from '../../../src/core/plan/stage.js';
import {clusterConfig, unmanaged} from '../../support/builders/config.js';
import {machineFacts} from '../../support/builders/facts.js';
import {release, withArtifacts} from '../../support/builders/release.js';
import {outline} from './outline.js';
import {Planned, planOf, seeing} from './situations.js';

const DAY = 86_400_000;
const config = clusterConfig('stacked');
const cp1 = hostName('cp1');
const cp2 = hostName('cp2');
const formedState = ({observed}: PlanInput): Extract<EtcdState, {is: 'formed'}> => {
  if (!observed.etcd.known || observed.etcd.value.is !== 'formed') throw new Error('etcd is not formed');
  return observed.etcd.value;
};
const titles = (plan: Plan): readonly string[] => plan.map(stage => stage.title);
const onHost = (plan: Plan, host: string) =>
  plan.flatMap(stage => stage.actions.filter(action => 'host' in action && action.host === host));

describe('on empty hosts', () => {
  test('a stacked cluster is installed on every host before any unit starts', async () => {
    const {hosts} = config;
    const small = {...config, hosts: hosts.filter(({name}) => ['cp1', 'w1'].includes(name))};
    expect(outline(planOf(await new Planned(small).input()))).toMatchInlineSnapshot(`
      "Install binaries and images (parallel)
        cp1: artifact/install ×21
        w1: artifact/install ×14
      Distribute CA certificates and shared keys (parallel)
        cp1: secret/put ×5
      Record the identity of the cluster (parallel)
        cp1: identity/put
      Configure the hosts (parallel)
        w1: identity/put, directory/make, ca-cert/put, cert/issue, kubeconfig/issue ×3, file/put ×14, link/put ×12, kernel/prepare
        cp1: directory/make ×3, ca-signer/put, cert/issue ×10, kubeconfig/issue ×7, file/put ×28, link/put ×22, users/create, kernel/prepare
      Start the services (parallel)
        cp1: run etcd, run kube-apiserver, run kube-controller-manager, run kube-scheduler, run quorate-balancer, run containerd, image/import ×2
        w1: run quorate-balancer, run containerd, image/import ×2
      Bootstrap etcd (serial)
        cluster: etcd/await-leader
        cp1: etcd/record-member
      Wait for API servers to become ready (serial)
        cp1: kube/await-api
      Record that the cluster is bootstrapped (parallel)
        cp1: identity/put
        w1: identity/put
      Start the node services (parallel)
        cp1: run kubelet, run kube-proxy, run flanneld
        w1: run kubelet, run kube-proxy, run flanneld
      Install cluster services (serial)
        cluster: kube/apply ×14
      Wait for nodes to become ready (serial)
        cp1: node/await-ready, node/label
        w1: node/await-ready, node/label
      Wait for the pod network and cluster DNS (serial)
        cp1: node/await-network
        w1: node/await-network"
    `);
  });

  test('a host gets the artifacts of its architecture, with their digests and sizes', async () => {
    const input = seeing(await new Planned(config).input(), hostName('w1'), facts => ({...facts, arch: 'arm64'}));
    const given = withArtifacts(release('1.36.3', '3.6.16', ARCHES), each => ({
      ...each,
      size: each.arch === 'arm64' ? 300 : 200,
      stored: {...each.stored!, size: each.arch === 'arm64' ? 30 : 20},
    }));
    const plan = planOf({...input, release: given});
    const installs = (host: string) => onHost(plan, host).filter(action => action.kind === 'artifact/install');
    for (const [host, arch, size, sends] of [
      ['w1', 'arm64', 300, 30],
      ['cp1', 'amd64', 200, 20],
    ] as const) {
      const {artifacts} = releaseFor(given, arch);
      expect(installs(host).length).toBeGreaterThan(10);
      for (const action of installs(host))
        expect(action).toMatchObject({digest: artifacts.get(action.artifact)!.sha256, size, sends});
    }
  });

  test('how much is sent for an artifact without a file in the bundle is unknown to the plan', async () => {
    const given = withArtifacts(release(), ({stored: _, ...each}) => each);
    const plan = planOf({...(await new Planned(config).input()), release: given});
    const [install] = onHost(plan, 'w1').filter(action => action.kind === 'artifact/install');
    expect(install).toHaveProperty('size', 1);
    expect(install).not.toHaveProperty('sends');
  });

  test('hosts with the role etcd get etcd and nothing else', async () => {
    const plan = planOf(await new Planned(clusterConfig('external')).input());
    const kinds = onHost(plan, 'etcd2').flatMap(action =>
      action.kind === 'service/run' ? [action.unit] : action.kind === 'artifact/install' ? [action.artifact] : [],
    );
    expect(kinds).toEqual(['etcd', 'etcdctl', 'etcdutl', 'etcd.service']);
  });

  test('control planes become clients of an unmanaged etcd, for which nothing else is planned', async () => {
    const {hosts, ...rest} = unmanaged();
    const plan = planOf(await new Planned({...rest, hosts: hosts.filter(({name}) => name === 'cp1')}).input());
    expect(outline(plan)).toMatchInlineSnapshot(`
      "Install binaries and images (parallel)
        cp1: artifact/install ×18
      Distribute CA certificates and shared keys (parallel)
        cp1: secret/put ×4
      Record the identity of the cluster (parallel)
        cp1: identity/put
      Configure the hosts (parallel)
        cp1: directory/make ×2, ca-signer/put, unmanaged-etcd-file/put ×3, cert/issue ×6, kubeconfig/issue ×7, file/put ×22, link/put ×17, users/create, kernel/prepare
      Start the services (parallel)
        cp1: run kube-apiserver, run kube-controller-manager, run kube-scheduler, run quorate-balancer, run containerd, image/import ×2
      Wait for API servers to become ready (serial)
        cp1: kube/await-api
      Record that the cluster is bootstrapped (parallel)
        cp1: identity/put
      Start the node services (parallel)
        cp1: run kubelet, run kube-proxy, run flanneld
      Install cluster services (serial)
        cluster: kube/apply ×14
      Wait for nodes to become ready (serial)
        cp1: node/await-ready, node/label
      Wait for the pod network and cluster DNS (serial)
        cp1: node/await-network"
    `);
    expect(JSON.stringify(plan)).not.toContain('the key of the client');
    expect(JSON.stringify(plan)).not.toContain('/etc/kubernetes/pki/etcd/ca.key');
    expect(
      onHost(plan, 'cp1').find(action => 'text' in action && action.path.endsWith('kube-apiserver.service')),
    ).toMatchObject({
      text: expect.stringContaining('--etcd-servers=https://10.0.0.41:2379,https://10.0.0.42:2379'),
    });
  });

  test('no stage needs quorum before etcd is bootstrapped', async () => {
    const plan = planOf(await new Planned(config).input());
    expect(plan.filter(stage => stage.requires !== undefined)).toEqual([]);
  });
});

describe('for a running cluster', () => {
  let planned: Planned;
  beforeAll(async () => {
    planned = await new Planned(config).broughtUp();
  });

  test('the plan is empty when the cluster matches the configuration', async () => {
    expect(planOf(await planned.input())).toEqual([]);
  });

  test('a changed flag of the API server is written, and control planes restart one at a time', async () => {
    const extraArgs = {...config.extraArgs, 'kube-apiserver': [{name: 'v', value: '4'}]};
    expect(outline(planOf(await planned.input({extraArgs})))).toMatchInlineSnapshot(`
      "Run the control plane on cp1 (serial)
        cp1: files/keep, file/put, run kube-apiserver, service/await-stable, kube/await-api, files/forget
      Run the control plane on cp2 (serial)
        cp2: files/keep, file/put, run kube-apiserver, service/await-stable, kube/await-api, files/forget
      Run the control plane on cp3 (serial)
        cp3: files/keep, file/put, run kube-apiserver, service/await-stable, kube/await-api, files/forget
      Wait for API servers to become ready (serial)
        cp1: kube/await-api
        cp2: kube/await-api
        cp3: kube/await-api"
    `);
  });

  test('a changed flag of etcd restarts the members one at a time, each with proof of quorum and until every voter is healthy', async () => {
    const extraArgs = {...config.extraArgs, etcd: [{name: 'snapshot-count', value: '5000'}]};
    expect(outline(planOf(await planned.input({extraArgs})))).toMatchInlineSnapshot(`
      "Try the new flags of etcd (parallel)
        cp1: etcd/smoke-test
        cp2: etcd/smoke-test
        cp3: etcd/smoke-test
      Restart etcd on cp2 (serial, requires quorum for: restart https://10.0.0.12:2380)
        cp2: etcd/move-leader, service/stop, files/keep, file/put, run etcd, service/await-stable, run kube-apiserver, kube/await-api, files/forget
        cluster: etcd/await-leader
      Restart etcd on cp3 (serial, requires quorum for: restart https://10.0.0.13:2380)
        cp3: etcd/move-leader, service/stop, files/keep, file/put, run etcd, service/await-stable, run kube-apiserver, kube/await-api, files/forget
        cluster: etcd/await-leader
      Restart etcd on cp1 (serial, requires quorum for: restart https://10.0.0.11:2380)
        cp1: etcd/move-leader, service/stop, files/keep, file/put, run etcd, service/await-stable, run kube-apiserver, kube/await-api, files/forget
        cluster: etcd/await-leader
      Wait for API servers to become ready (serial)
        cp1: kube/await-api
        cp2: kube/await-api
        cp3: kube/await-api"
    `);
  });

  test('members that are down start first, and the leader last', async () => {
    const extraArgs = {...config.extraArgs, etcd: [{name: 'snapshot-count', value: '5000'}]};
    const input = await planned.input({extraArgs});
    const members = formedState(input).members.map(member => ({
      ...member,
      leader: member.name === 'cp1',
      healthy: member.name !== 'cp3',
    }));
    const etcd = {known: true, value: {...formedState(input), members}} as const;
    const plan = planOf({...input, observed: {...input.observed, etcd}});
    expect(titles(plan).filter(title => title.includes('etcd on cp'))).toEqual([
      'Start etcd on cp3',
      'Restart etcd on cp2',
      'Restart etcd on cp1',
    ]);
  });

  test('a file that drifted on one host changes only that host', async () => {
    const input = seeing(await planned.input(), hostName('w1'), facts => {
      const path = '/var/lib/kubelet/config.yaml';
      const file = {...facts.files.get(path)!, digest: digestOf('f'.repeat(64))};
      return {...facts, files: new Map(facts.files).set(path, file)};
    });
    expect(outline(planOf(input))).toMatchInlineSnapshot(`
      "Restart the node services on w1 (serial)
        w1: files/keep, file/put, run kubelet, service/await-stable, node/await-ready, files/forget"
    `);
  });

  test('a unit that runs with outdated inputs is restarted, though no file differs', async () => {
    const input = seeing(await planned.input(), cp2, facts => {
      const unit = facts.units.get('kube-scheduler.service')!;
      return {...facts, units: new Map(facts.units).set('kube-scheduler.service', {...unit, fresh: false})};
    });
    expect(outline(planOf(input))).toMatchInlineSnapshot(`
      "Run the control plane on cp2 (serial)
        cp2: kube/await-api, run kube-scheduler, service/await-stable"
    `);
  });

  test('certificates are renewed in the last third of their validity, and every unit that reads them restarts', async () => {
    const due = planOf(await planned.input({}, new Date(Date.now() + 320 * DAY)));
    expect(outline(due)).toMatchInlineSnapshot(`
      "Configure the hosts (parallel)
        cp1: cert/issue, kubeconfig/issue ×2
        cp2: cert/issue, kubeconfig/issue
        cp3: cert/issue, kubeconfig/issue
      Restart etcd on cp2 (serial, requires quorum for: restart https://10.0.0.12:2380)
        cp2: etcd/move-leader, service/stop, files/keep, cert/issue ×2, run etcd, service/await-stable, run kube-apiserver, kube/await-api, files/forget
        cluster: etcd/await-leader
      Restart etcd on cp3 (serial, requires quorum for: restart https://10.0.0.13:2380)
        cp3: etcd/move-leader, service/stop, files/keep, cert/issue ×2, run etcd, service/await-stable, run kube-apiserver, kube/await-api, files/forget
        cluster: etcd/await-leader
      Restart etcd on cp1 (serial, requires quorum for: restart https://10.0.0.11:2380)
        cp1: etcd/move-leader, service/stop, files/keep, cert/issue ×2, run etcd, service/await-stable, run kube-apiserver, kube/await-api, files/forget
        cluster: etcd/await-leader
      Run the control plane on cp1 (serial)
        cp1: files/keep, cert/issue ×6, kubeconfig/issue ×2, run kube-apiserver, service/await-stable ×3, kube/await-api, run kube-controller-manager, run kube-scheduler, files/forget
      Run the control plane on cp2 (serial)
        cp2: files/keep, cert/issue ×6, kubeconfig/issue ×2, run kube-apiserver, service/await-stable ×3, kube/await-api, run kube-controller-manager, run kube-scheduler, files/forget
      Run the control plane on cp3 (serial)
        cp3: files/keep, cert/issue ×6, kubeconfig/issue ×2, run kube-apiserver, service/await-stable ×3, kube/await-api, run kube-controller-manager, run kube-scheduler, files/forget
      Restart the node services on cp1 (serial)
        cp1: files/keep, cert/issue, kubeconfig/issue ×3, run kubelet, run kube-proxy, run flanneld, service/await-stable ×3, node/await-ready, files/forget
      Restart the node services on cp2 (serial)
        cp2: files/keep, cert/issue, kubeconfig/issue ×3, run kubelet, run kube-proxy, run flanneld, service/await-stable ×3, node/await-ready, files/forget
      Restart the node services on cp3 (serial)
        cp3: files/keep, cert/issue, kubeconfig/issue ×3, run kubelet, run kube-proxy, run flanneld, service/await-stable ×3, node/await-ready, files/forget
      Restart the node services on w1 (serial)
        w1: files/keep, cert/issue, kubeconfig/issue ×3, run kubelet, run kube-proxy, run flanneld, service/await-stable ×3, node/await-ready, files/forget
      Wait for API servers to become ready (serial)
        cp1: kube/await-api
        cp2: kube/await-api
        cp3: kube/await-api"
    `);
  });

  test('an object that is missing in the API is applied again', async () => {
    const input = await planned.input();
    const {kube} = input.observed;
    if (!kube.known) throw new Error('the API is not known');
    const objects = new Map(kube.value.objects);
    objects.delete('v1/ServiceAccount/kube-system/coredns');
    const observed = {...input.observed, kube: {known: true, value: {...kube.value, objects}} as const};
    const plan = planOf({...input, observed});
    expect(plan.flatMap(stage => stage.actions)).toMatchObject([
      {kind: 'kube/apply', object: {kind: 'ServiceAccount', metadata: {name: 'coredns'}}},
    ]);
  });

  test('a host whose facts are unknown is skipped', async () => {
    const extraArgs = {...config.extraArgs, kubelet: [{name: 'v', value: '4'}]};
    const input = await planned.input({extraArgs});
    const hosts = new Map(input.observed.hosts).set(hostName('w1'), unknown('no route to host'));
    const plan = planOf({...input, observed: {...input.observed, hosts}});
    expect(onHost(plan, 'w1')).toEqual([]);
    expect(onHost(plan, 'cp1').length).toBeGreaterThan(0);
  });

  test('while the state of etcd is unknown, the plan only waits for it', async () => {
    const extraArgs = {...config.extraArgs, etcd: [{name: 'snapshot-count', value: '5000'}]};
    const input = await planned.input({extraArgs});
    const plan = planOf({...input, observed: {...input.observed, etcd: unknown('no member answers')}});
    expect(outline(plan)).toMatchInlineSnapshot(`
      "Configure the hosts (parallel)
        cp1: file/put
        cp2: file/put
        cp3: file/put
      Bootstrap etcd (serial)
        cluster: etcd/await-leader
        cp1: etcd/record-member
        cp2: etcd/record-member
        cp3: etcd/record-member"
    `);
  });

  test('a wiped host never gets an initial cluster state of "new"', async () => {
    const input = seeing(await planned.input(), cp1, facts => {
      const {etcdMarker: _, ...rest} = facts;
      return {...rest, files: new Map(), links: new Map(), units: new Map(), owned: new Set(), publicTexts: new Map()};
    });
    const texts = onHost(planOf(input), cp1).flatMap(action => (action.kind === 'file/put' ? [action.text] : []));
    expect(texts.filter(text => text.includes('ETCD_INITIAL_CLUSTER_STATE=new'))).toEqual([]);
    expect(texts.length).toBeGreaterThan(10);
  });

  test('the same input gives the same plan', async () => {
    const input = await planned.input({}, new Date(Date.now() + 320 * DAY));
    expect(planOf(input)).toEqual(planOf(input));
  });
});

describe('for a cluster with external etcd', () => {
  const external = clusterConfig('external');
  const etcdHost = external.hosts.find(({name}) => name === 'etcd1')!;

  test('two new members join one at a time, and then each API server restarts with the new endpoints', async () => {
    const more = ['etcd4', 'etcd5'].map((name, n) => ({
      ...etcdHost,
      name: hostName(name),
      address: `10.0.0.3${n + 4}`,
    }));
    const planned = await new Planned({
      ...external,
      hosts: external.hosts.filter(({name}) => name !== 'cp3'),
    }).broughtUp();
    const hosts = [...external.hosts.filter(({name}) => name !== 'cp3'), ...more];
    const {observed, ...rest} = await planned.input({hosts});
    const fresh = more.map(({name}) => [name, {known: true, value: machineFacts({hostname: name})}] as const);
    const input = {...rest, observed: {...observed, hosts: new Map([...observed.hosts, ...fresh])}};
    expect(outline(planOf(input))).toMatchInlineSnapshot(`
      "Install binaries and images (parallel)
        etcd4: artifact/install ×3
        etcd5: artifact/install ×3
      Record the identity of the cluster (parallel)
        etcd4: identity/put
        etcd5: identity/put
      Configure the hosts (parallel)
        etcd1: file/put
        etcd2: file/put
        etcd3: file/put
        etcd4: directory/make, ca-cert/put, cert/issue ×3, file/put ×6, link/put ×5, users/create
        etcd5: directory/make, ca-cert/put, cert/issue ×3, file/put ×6, link/put ×5, users/create
      Add etcd4 to etcd as a learner (serial, requires quorum for: add https://10.0.0.34:2380)
        etcd4: etcd/add-learner, file/put, etcd/record-ids, run etcd, etcd/await-in-sync
      Promote etcd4 to etcd voting member (serial, requires quorum for: promote https://10.0.0.34:2380)
        etcd4: etcd/record-ids, etcd/promote, etcd/record-member
      Add etcd5 to etcd as a learner (serial, requires quorum for: add https://10.0.0.35:2380)
        etcd5: etcd/add-learner, file/put, etcd/record-ids, run etcd, etcd/await-in-sync
      Promote etcd5 to etcd voting member (serial, requires quorum for: promote https://10.0.0.35:2380)
        etcd5: etcd/record-ids, etcd/promote, etcd/record-member
      Run the control plane on cp1 (serial)
        cp1: files/keep, file/put, run kube-apiserver, service/await-stable, kube/await-api, files/forget
      Run the control plane on cp2 (serial)
        cp2: files/keep, file/put, run kube-apiserver, service/await-stable, kube/await-api, files/forget
      Record etcd membership (serial)
        etcd1: etcd/record-member
        etcd2: etcd/record-member
        etcd3: etcd/record-member
      Wait for API servers to become ready (serial)
        cp1: kube/await-api
        cp2: kube/await-api"
    `);
  });

  test('a changed flag of etcd restarts no API server', async () => {
    const planned = await new Planned(external).broughtUp();
    const extraArgs = {...external.extraArgs, etcd: [{name: 'snapshot-count', value: '5000'}]};
    const units = planOf(await planned.input({extraArgs})).flatMap(({actions}) =>
      actions.flatMap(action => (action.kind === 'service/run' ? [`${action.host} ${action.unit}`] : [])),
    );
    expect(units).toEqual(['etcd2 etcd.service', 'etcd3 etcd.service', 'etcd1 etcd.service']);
  });
});

test('the plan is empty for a cluster with an unmanaged etcd that matches the configuration', async () => {
  const planned = await new Planned(unmanaged()).broughtUp();
  expect(planOf(await planned.input())).toEqual([]);
});

test('a secret that one control plane lacks is copied from another', async () => {
  const planned = await new Planned(config).broughtUp();
  const input = seeing(await planned.input(), cp1, facts => {
    const files = new Map(facts.files);
    files.delete('/etc/kubernetes/pki/sa.key');
    return {...facts, files};
  });
  expect(onHost(planOf(input), 'cp1')[0]).toEqual({
    kind: 'secret/put',
    host: 'cp1',
    name: 'service-account',
    from: {is: 'host', host: 'cp2'},
  });
});

import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import {OWNER} from '../../../src/core/actions/modes.js';
import {exposedKeys} from '../../../src/core/diagnosis/rules/exposed-keys.js';
import {known} from '../../../src/core/model/fact.js';
import {hostName} from '../../../src/core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../../src/core/model/observed.js';
import {desiredCerts, desiredKubeconfigs} from '../../../src/core/pki/certificates.js';
import {sharedFiles, sharedNames} from '../../../src/core/pki/shared-secrets.js';
import type {PlanInput} from '../../../src/core/plan/input.js';
import {planCluster} from '../../../src/core/plan/plan.js';
import {clusterConfig} from '../../support/builders/config.js';
import {TEMPLATES} from '../../support/rendering.js';
import {built} from '../diagnosis/support/healthy.js';

let input: PlanInput;
beforeAll(async () => {
  const {input: made} = await built(clusterConfig());
  const {desired, evidence, release, now} = made;
  input = {desired, observed: evidence.observed, release, templates: TEMPLATES, now};
});

const HOSTS = ['cp1', 'cp2', 'w1'].map(hostName);
const factsOf = (host: string): HostFacts => {
  const fact = input.observed.hosts.get(hostName(host))!;
  if (!fact.known) throw new Error('the cluster was built');
  return fact.value;
};

/** The cluster with another mode or owner of a path on a host. */
function having(
  host: string,
  path: string,
  change: {readonly mode?: string; readonly owner?: string},
): ObservedCluster {
  const facts = factsOf(host);
  const changed = <T extends object>(all: ReadonlyMap<string, T>) =>
    new Map([...all].map(([each, fact]) => [each, each === path ? {...fact, ...change} : fact]));
  const value = {...facts, files: changed(facts.files), directories: changed(facts.directories)};
  return {...input.observed, hosts: new Map(input.observed.hosts).set(hostName(host), known(value))};
}

const planWith = (observed: ObservedCluster) => planCluster({...input, observed});
const kindsIn = (observed: ObservedCluster) => planWith(observed).flatMap(({actions}) => actions.map(({kind}) => kind));

/** Every file and directory that quorate put on a host, and whether the next run issues it again when it was exposed. */
function entriesOn(host: string) {
  const {files, directories} = factsOf(host);
  const issued = new Set([
    ...desiredCerts(input.desired).map(({keyPath}) => keyPath),
    ...desiredKubeconfigs(input.desired).map(({path}) => path),
  ]);
  return [...files, ...directories].map(([path, {mode}]) => ({path, mode, isIssued: issued.has(path)}));
}

const isReadable = (mode: string, owner: string) =>
  !owner.startsWith('root:') ||
  (Number.parseInt(mode, 8) & 4) !== 0 ||
  (owner !== OWNER && (Number.parseInt(mode, 8) & 0o40) !== 0);

test('a cluster as quorate built it needs no modes', () => {
  expect(kindsIn(input.observed)).toEqual([]);
});

test('any other mode or owner is put right: nothing restarts, except for keys that others could read', () => {
  const modes = fc.integer({min: 0, max: 0o777}).map(bits => bits.toString(8));
  const owners = fc.constantFrom(OWNER, 'nobody:users', 'root:users', 'nobody:root');
  fc.assert(
    fc.property(fc.constantFrom(...HOSTS), fc.nat(), modes, owners, (host, index, mode, owner) => {
      const all = entriesOn(host);
      const entry = all[index % all.length]!;
      const plan = planWith(having(host, entry.path, {mode, owner}));
      const actions = plan.flatMap(stage => stage.actions);
      if (entry.isIssued && isReadable(mode, owner)) {
        expect(actions.filter(({kind}) => kind === 'cert/issue' || kind === 'kubeconfig/issue')).toHaveLength(1);
        expect(actions.filter(({kind}) => kind === 'mode/set')).toEqual([]);
        return;
      }
      // A directory that a component works in, or what has the right mode already.
      const right = actions.filter(({kind}) => kind !== 'directory/make');
      for (const action of right)
        expect(action).toMatchObject({kind: 'mode/set', host, entry: entry.path, owner: OWNER});
      const isJudged = mode === entry.mode && owner === OWNER;
      const othersWrite = (Number.parseInt(mode, 8) & 0o022) !== 0;
      if (isJudged) expect(actions).toEqual([]);
      else if (owner !== OWNER || othersWrite) expect(actions).toHaveLength(1);
      if (actions.length > 0) expect(plan.map(({title}) => title)).toEqual(['Configure the hosts']);
    }),
    {numRuns: 15},
  );
});

describe.each([
  ['a leaf key', '/etc/kubernetes/pki/apiserver.key', '600', '644'],
  ['a certificate', '/etc/kubernetes/pki/apiserver.crt', '644', '666'],
  ['a kubeconfig', '/etc/kubernetes/admin.conf', '600', '620'],
  ['a CA key', '/etc/kubernetes/pki/ca.key', '600', '640'],
  ['a CA certificate', '/etc/kubernetes/pki/ca.crt', '644', '664'],
  ['the encryption key', '/etc/kubernetes/encryption.yaml', '600', '660'],
  ['a unit', '/etc/systemd/system/kubelet.service', '600', '666'],
  ['a binary', '/opt/quorate/kubernetes/1.36.3/bin/kubelet', '755', '777'],
  ['an image', '/opt/quorate/coredns/1.15.0/coredns.tar', '644', '666'],
  ['a directory', '/var/lib/kubelet', '700', '755'],
  ['the identity of the host', '/var/lib/quorate/identity', '644', '666'],
  ['the marker of etcd', '/var/lib/quorate/etcd-member', '600', '666'],
])('%s', (_, path, mode, other) => {
  const found = () => factsOf('cp1').files.get(path) ?? factsOf('cp1').directories.get(path);

  test(`is put with mode ${mode}`, () => {
    expect(found()).toMatchObject({mode, owner: OWNER});
  });

  test(`is put right when it has mode ${other} or belongs to another user`, () => {
    for (const change of [{mode: other}, {owner: 'nobody:users'}])
      expect(kindsIn(having('cp1', path, change))).not.toEqual([]);
  });
});

describe('a private key that others could read', () => {
  const codes = (observed: ObservedCluster) =>
    exposedKeys(input.desired, observed).map(({code, subjects}) => [code, subjects]);

  test('is reported, whichever it is', () => {
    const keys = [
      ...desiredCerts(input.desired).map(({host, keyPath}) => [host, keyPath] as const),
      ...desiredKubeconfigs(input.desired).map(({host, path}) => [host, path] as const),
      ...sharedNames(input.desired)
        .flatMap(sharedFiles)
        .filter(({secret}) => secret)
        .map(({path}) => ['cp1', path] as const),
    ];
    for (const [host, path] of keys)
      for (const change of [{mode: '644'}, {mode: '604'}, {owner: 'nobody:root'}, {mode: '640', owner: 'root:users'}])
        expect(codes(having(host, path, change))).toEqual([['pki/key-exposed', [path]]]);
  });

  test('is not one that only root, or the group of root, could read', () => {
    for (const mode of ['600', '400', '640', '602', '0'])
      expect([mode, codes(having('cp1', '/etc/kubernetes/pki/ca.key', {mode}))]).toEqual([mode, []]);
  });

  test('is issued again, and what uses it restarts', () => {
    const plan = planWith(having('cp1', '/etc/kubernetes/pki/apiserver.key', {mode: '644'}));
    expect(plan.map(({title}) => title)).toContain('Run the control plane on cp1');
    expect(plan.flatMap(({actions}) => actions).map(({kind}) => kind)).toContain('cert/issue');
  });

  test('is not replaced if all control planes share it: only its mode is set', () => {
    expect(kindsIn(having('cp1', '/etc/kubernetes/pki/ca.key', {mode: '644'}))).toEqual(['mode/set']);
  });
});

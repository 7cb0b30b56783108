import {describe, expect, test} from 'vitest';
import {desire} from '../../../src/core/desire.js';
import {sha256} from '../../../src/core/model/digest.js';
import {known, unknown} from '../../../src/core/model/fact.js';
import {etcdId, type HostName, hostName} from '../../../src/core/model/names.js';
import type {HostFacts, ObservedCluster} from '../../../src/core/model/observed.js';
import {publicPath} from '../../../src/core/pki/rotation/generation.js';
import {judgeSources, sharedSources} from '../../../src/core/pki/secret-sources.js';
import {sharedFiles} from '../../../src/core/pki/shared-secrets.js';
import {SHARED_NAMES, type SharedName} from '../../../src/core/pki/types.js';
import {clusterConfig} from '../../support/builders/config.js';
import {machineFacts} from '../../support/builders/facts.js';

const desired = desire(clusterConfig());
const cp1 = hostName('cp1');
const cp2 = hostName('cp2');

/** A host that has these secrets, each made from a word. */
const holding = (secrets: Partial<Record<SharedName, string>>): HostFacts =>
  machineFacts({
    files: new Map(
      SHARED_NAMES.flatMap(name => {
        const word = secrets[name];
        return word === undefined
          ? []
          : sharedFiles(name).map(
              ({path, mode}) => [path, {digest: sha256(word + path), mode, owner: 'root:root'}] as const,
            );
      }),
    ),
  });

const every = (word: string) => holding(Object.fromEntries(SHARED_NAMES.map(name => [name, word])));

const observed = (
  hosts: Readonly<Record<string, HostFacts | undefined>>,
  etcd: ObservedCluster['etcd'] = known({is: 'absent'}),
): ObservedCluster => ({
  hosts: new Map(
    desired.hosts.map(({name}) => {
      const facts = name in hosts ? hosts[name] : machineFacts();
      return [name as HostName, facts === undefined ? unknown('no route') : known(facts)];
    }),
  ),
  etcd,
  apiReady: new Map(),
  kube: unknown('not asked'),
});

const FORMED = known({is: 'formed', clusterId: etcdId('1'), members: []} as const);

describe('the source of a shared secret', () => {
  test('is this run while no host has it', () => {
    expect([...sharedSources(desired, observed({})).values()]).toEqual(SHARED_NAMES.map(() => ({is: 'new'})));
  });

  test('is the first control plane that has it completely', () => {
    const sources = sharedSources(desired, observed({cp2: every('x'), cp3: every('x')}));
    expect(sources.get('ca')).toEqual({is: 'host', host: cp2});
  });

  test('is no host that has only part of it', () => {
    const half = every('x');
    const files = new Map(half.files);
    files.delete('/etc/kubernetes/pki/ca.crt');
    const sources = sharedSources(desired, observed({cp1: {...half, files}}));
    expect(sources.get('ca')).toEqual({is: 'new'});
    expect(sources.get('etcd-ca')).toEqual({is: 'host', host: cp1});
  });

  test('is never a worker, whatever files it has', () => {
    expect(sharedSources(desired, observed({w1: every('x')})).get('ca')).toEqual({is: 'new'});
  });
});

describe('the sources are', () => {
  test('accepted on empty hosts and where all control planes have the same', () => {
    expect(judgeSources(desired, observed({}))).toEqual([]);
    expect(judgeSources(desired, observed({cp1: every('x'), cp2: every('x')}, FORMED))).toEqual([]);
  });

  test('not judged where a removal would leave no control plane: that has a refusal of its own', () => {
    const without = {...desired, controlPlanes: []};
    expect(judgeSources(without, observed({cp1: every('x')}, FORMED))).toEqual([]);
  });

  test('refused when two control planes have different secrets, with both named', () => {
    const findings = judgeSources(
      desired,
      observed({cp1: every('x'), cp2: {...every('x'), ...holding({ca: 'other'})}}),
    );
    expect(findings).toMatchObject([{code: 'pki/secrets-differ', message: expect.stringMatching(/cp2.*cp1.*ca\.crt/)}]);
  });

  test.each([
    [[0, 1], []],
    [[1, 2], []],
    [[3, 2, 2], []],
    [[0, 2], ['pki/secrets-differ']],
    [[3, 0], ['pki/secrets-differ']],
    [[0, 3, 0], ['pki/secrets-differ']],
    // One has an old image of its disk.
    [[3, 0, 3], []],
  ])('with control planes at the generations %j of a CA: %j', (generations, codes) => {
    const at = (generation: number) => ({
      ...holding({...Object.fromEntries(SHARED_NAMES.map(name => [name, 'x'])), ca: `${generation}`}),
      publicTexts: new Map([[publicPath('ca'), `generation: ${generation}\n-----BEGIN CERTIFICATE-----\n`]]),
    });
    const hosts = Object.fromEntries(generations.map((generation, index) => [`cp${index + 1}`, at(generation)]));
    const findings = judgeSources(desired, observed(hosts, FORMED));
    expect(findings.map(({code}) => code)).toEqual(codes);
  });

  test('refused while a control plane that may have the secret cannot be read', () => {
    const codes = judgeSources(desired, observed({cp3: undefined})).map(({code}) => code);
    expect(codes).toEqual(SHARED_NAMES.map(() => 'pki/source-unknown'));
  });

  test('accepted while a control plane cannot be read, when another has the secret', () => {
    expect(judgeSources(desired, observed({cp1: every('x'), cp3: undefined}))).toEqual([]);
  });

  test('refused when a bootstrapped cluster has lost a secret', () => {
    const {ca: _, ...rest} = Object.fromEntries(SHARED_NAMES.map(name => [name, 'x']));
    expect(judgeSources(desired, observed({cp1: holding(rest)}, FORMED)).map(({code}) => code)).toEqual([
      'pki/secret-lost',
    ]);
  });
});

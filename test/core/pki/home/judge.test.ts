import {describe, expect, test} from 'vitest';
import {desire} from '../../../../src/core/desire.js';
import {sha256} from '../../../../src/core/model/digest.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {etcdId, hostName} from '../../../../src/core/model/names.js';
import type {ObservedCluster} from '../../../../src/core/model/observed.js';
import {CAS} from '../../../../src/core/pki/cas.js';
import {judgeHome} from '../../../../src/core/pki/home/judge.js';
import {homeSource} from '../../../../src/core/pki/home/source.js';
import {judgeSources, latestGeneration, sharedSources} from '../../../../src/core/pki/secret-sources.js';
import {OPERATOR} from '../../../scenario/ca-home/support.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {machineFacts} from '../../../support/builders/facts.js';

const {certPath: CERT, keyPath: KEY} = CAS.ca;
const block = (word: string) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(word).toString('base64')}\n-----END CERTIFICATE-----\n`;
/** A certificate file of a generation. */
const ca = (generation: number, ...words: readonly string[]) =>
  `${generation === 0 ? '' : `generation: ${generation}\n`}${words.map(block).join('')}`;

const file = (text: string) => ({digest: sha256(text), mode: '600', owner: 'root:root'});
const host = (certificate?: string, key?: string) =>
  machineFacts({
    publicTexts: new Map(certificate === undefined ? [] : [[CERT, certificate]]),
    files: new Map([
      ...(certificate === undefined ? [] : [[CERT, file(certificate)] as const]),
      ...(key === undefined ? [] : [[KEY, file(key)] as const]),
    ]),
  });

interface Case {
  readonly home?: string;
  readonly torn?: boolean;
  readonly certificate?: string;
  readonly key?: string;
  readonly formed?: boolean;
}
const observed = ({home, torn = false, certificate, key, formed = false}: Case): ObservedCluster => ({
  hosts: new Map([[hostName('cp1'), known(host(certificate, key))]]),
  etcd: known(formed ? {is: 'formed', clusterId: etcdId('1'), members: []} : {is: 'absent'}),
  apiReady: new Map(),
  kube: unknown('not asked'),
  caHome: known({
    directory: '/operator/pki',
    publicTexts: new Map(home === undefined ? [] : [[CERT, home]]),
    torn: new Set(torn ? [CERT] : []),
  }),
});

const A = ca(0, 'a');

describe('the directory of the operator', () => {
  test.each<[string, Case, readonly string[]]>([
    ['is empty before there is a cluster', {}, []],
    ['has a CA that no host has yet', {home: A}, []],
    ['has the CA of the hosts', {home: A, certificate: A, formed: true}, []],
    ['lacks the CA of a bootstrapped cluster', {formed: true}, ['pki/home-empty']],
    ['lacks a CA that a host has', {certificate: A}, ['pki/home-empty']],
    ['has another CA', {home: A, certificate: ca(0, 'b')}, ['pki/home-differs']],
    ['is a step of a rotation ahead of a host', {home: ca(1, 'a', 'b'), certificate: A}, []],
    ['is a step behind a host', {home: A, certificate: ca(1, 'a', 'b')}, ['pki/home-differs']],
    ['took another second step', {home: ca(2, 'b', 'a'), certificate: ca(2, 'c', 'a')}, ['pki/home-differs']],
    ['has a newer certificate in front', {home: ca(0, 'newer', 'a'), certificate: A}, []],
    ['is beside a damaged file', {home: A, certificate: 'nothing'}, []],
    ['was written in part, and no host has a key', {home: A, torn: true, certificate: A}, []],
    ['was written in part, and a host has a key', {home: A, torn: true, certificate: A, key: 'k'}, ['pki/home-empty']],
  ])('%s', (_, given, codes) => {
    expect(judgeHome('ca', observed(given)).map(({code}) => code)).toEqual(codes);
  });

  test('that cannot be read is reported once for all CAs', () => {
    const desired = desire(clusterConfig('stacked', {pki: OPERATOR}));
    const {caHome, ...rest} = observed({});
    expect(caHome?.known).toBe(true);
    const codes = judgeSources(desired, {...rest, caHome: unknown('no permission')}).map(({code}) => code);
    expect(codes.filter(code => code.startsWith('pki/home'))).toEqual(['pki/home-unreadable']);
  });

  test('sends to the import only where a host has a key', () => {
    const fix = (given: Case) => judgeHome('ca', observed(given))[0]?.fix;
    expect(fix({certificate: A, key: 'k'})).toContain('quorate pki import');
    expect(fix({certificate: A})).toContain('quorate restore FILE');
  });
});

describe('the source of a CA of the operator', () => {
  const desired = desire(clusterConfig('stacked', {pki: OPERATOR}));
  const rotating = (generation: number) => ({...desired, rotation: {secret: 'ca' as const, generation}});

  test.each([
    ['is this run before there is one', {}, desired, {is: 'new'}],
    ['is the directory, whatever hosts have', {home: A, certificate: A, key: 'k'}, desired, {is: 'home'}],
    ['is changed by a step of a rotation', {home: A}, rotating(1), {is: 'next-from-home', step: 'trust'}],
    ['is not changed twice', {home: ca(1, 'a', 'b')}, rotating(1), {is: 'home'}],
  ] as const)('%s', (_, given, cluster, source) => {
    expect(homeSource('ca', cluster, observed(given))).toEqual(source);
  });

  test('is a control plane for a diagnosis, where the directory cannot be read', () => {
    const there = {...observed({certificate: A}), caHome: unknown('no permission')};
    expect(homeSource('ca', desired, there)).toEqual({is: 'host', host: 'cp1'});
    expect(latestGeneration('ca', desired, there)).toBeUndefined();
  });

  test('leaves the other secrets on the control planes', () => {
    const sources = sharedSources(desired, observed({home: A}));
    expect(sources.get('service-account')).toEqual({is: 'new'});
    expect(sources.get('encryption')).toEqual({is: 'new'});
  });
});

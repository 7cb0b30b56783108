import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {Failure} from '../../../src/core/failure.js';
import {kubeconfigText, personalKubeconfigText} from '../../../src/core/pki/kubeconfig.js';
import {mergedKubeconfig} from '../../../src/core/render/kubeconfig.js';
import {testCa} from '../../support/certificates.js';

const parts = (clusterName = 'demo', changes: {server?: string; caPem?: string; user?: string} = {}) => ({
  clusterName,
  server: 'https://10.0.0.11:6443',
  user: 'kubernetes-admin',
  caPem: `CA of ${clusterName}`,
  certPem: `certificate for ${clusterName}`,
  keyPem: `key for ${clusterName}`,
  ...changes,
});
const admin = (...given: Parameters<typeof parts>) => personalKubeconfigText(parts(...given));
/** As an earlier version merged it. */
const former = (...given: Parameters<typeof parts>) => kubeconfigText(parts(...given));

const OTHER = `apiVersion: v1
kind: Config
# The cluster at work.
clusters:
- name: work
  cluster: {server: https://work.example, insecure-skip-tls-verify: yes}
contexts:
- name: work
  context: {cluster: work, user: me}
users:
- name: me
  user: {token: "0123", issued: 2026-01-02, retries: 010}
current-context: work
`;

interface Entries {
  readonly clusters: readonly {name: string; cluster: Record<string, string>}[];
  readonly contexts: readonly {name: string; context: Record<string, string>}[];
  readonly users: readonly {name: string; user: Record<string, string>}[];
  readonly 'current-context': string;
}
/** As written: no text is anything else. */
const entriesOf = (text: string): Entries => parse(text, {schema: 'failsafe'});

/** What kubectl would use with a context. */
function usedBy(text: string, context: string) {
  const {clusters, contexts, users} = entriesOf(text);
  const named = contexts.filter(({name}) => name === context);
  expect(named).toHaveLength(1);
  const {cluster, user} = named[0]!.context;
  const of = <T extends {name: string}>(list: readonly T[], name: string | undefined) =>
    list.filter(each => each.name === name);
  expect([of(clusters, cluster).length, of(users, user).length]).toEqual([1, 1]);
  return {...of(clusters, cluster)[0]!.cluster, ...of(users, user)[0]!.user};
}
const refused = (merge: () => unknown) => {
  try {
    merge();
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
  return 'merged';
};

describe('a merged kubeconfig', () => {
  test.each([
    ['no file', undefined],
    ['an empty file', ' \n'],
  ])('into %s is the added one', (_, existing) => {
    expect(mergedKubeconfig(existing, admin())).toBe(admin());
  });

  test('keeps every other line as it is, and the current context', () => {
    const merged = mergedKubeconfig(OTHER, admin());
    const added = merged.split('\n').filter(line => !OTHER.split('\n').includes(line));
    expect(OTHER.split('\n').filter(line => !merged.split('\n').includes(line))).toEqual([]);
    expect(added.join('\n')).not.toContain('work');
    expect(usedBy(merged, 'kubernetes-admin@demo')).toEqual(usedBy(admin(), 'kubernetes-admin@demo'));
    expect(entriesOf(merged)['current-context']).toBe('work');
  });

  const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/), {minLength: 1, maxLength: 6});

  test('of any clusters, in any order, keeps the access to each and all other entries; merging again changes nothing', () => {
    fc.assert(
      fc.property(names, fc.boolean(), fc.constantFrom(undefined, OTHER), (clusters, again, first) => {
        const merge = (into: string | undefined, cluster: string) => mergedKubeconfig(into, admin(cluster));
        const merged = clusters.reduce(merge, first)!;
        for (const cluster of clusters) {
          const context = `kubernetes-admin@${cluster}`;
          expect(usedBy(merged, context)).toEqual(usedBy(admin(cluster), context));
        }
        if (first !== undefined) expect(usedBy(merged, 'work')).toEqual(usedBy(OTHER, 'work'));
        const {contexts, users} = entriesOf(merged);
        const foreign = first === undefined ? 0 : 1;
        expect([contexts.length, users.length]).toEqual([clusters.length + foreign, clusters.length + foreign]);
        const repeated = again ? clusters : clusters.toReversed();
        expect(repeated.reduce(merge, merged)).toBe(merged);
      }),
    );
  });

  test('has its own entries replaced in their places', () => {
    const both = mergedKubeconfig(mergedKubeconfig(OTHER, admin()), admin('next'));
    const moved = mergedKubeconfig(both, admin('demo', {server: 'https://elsewhere:6443'}));
    expect(entriesOf(moved).clusters.map(({cluster}) => cluster.server)).toEqual([
      'https://work.example',
      'https://elsewhere:6443',
      'https://10.0.0.11:6443',
    ]);
  });

  test('of people has an entry for each of them', () => {
    const anna = {user: 'anna@example.com'};
    const merged = mergedKubeconfig(admin(), admin('demo', anna));
    expect(entriesOf(merged).contexts.map(({name}) => name)).toEqual([
      'kubernetes-admin@demo',
      'anna@example.com@demo',
    ]);
    expect(entriesOf(merged).clusters).toHaveLength(1);
  });

  test('that an earlier version merged keeps working: its user stays, and the context of this cluster has its own', () => {
    const before = former('beta').replace(
      'contexts:\n',
      `contexts:\n${'- context:\n    cluster: work\n    user: kubernetes-admin\n  name: mine\n'}`,
    );
    const merged = mergedKubeconfig(before, admin('beta'));
    expect(usedBy(merged, 'kubernetes-admin@beta')).toEqual(usedBy(admin('beta'), 'kubernetes-admin@beta'));
    expect(entriesOf(merged).users.map(({name}) => name)).toEqual(['kubernetes-admin', 'kubernetes-admin@beta']);
    expect(entriesOf(merged).contexts[0]).toEqual(entriesOf(before).contexts[0]);
  });

  test('keeps the namespace that was set in the context of this cluster', () => {
    const before = former().replace(
      '    user: kubernetes-admin\n',
      '    user: kubernetes-admin\n    namespace: shop\n',
    );
    const {contexts} = entriesOf(mergedKubeconfig(before, admin()));
    expect(contexts).toEqual([
      {
        name: 'kubernetes-admin@demo',
        context: {cluster: 'demo', user: 'kubernetes-admin@demo', namespace: 'shop'},
      },
    ]);
  });

  test.each([
    ['null', 'clusters: null\ncontexts: null\ncurrent-context: ""\nusers: null\n'],
    ['[]', 'clusters: []\ncontexts: []\ncurrent-context: ""\nusers: []\n'],
    ['nothing', 'clusters:\n'],
  ])('may have had %s in its lists', (_, lists) => {
    const merged = mergedKubeconfig(`apiVersion: v1\nkind: Config\n${lists}`, admin());
    expect(entriesOf(merged)).toEqual(entriesOf(admin()));
  });

  test('keeps the quotes of a name that YAML reads as true', () => {
    const merged = mergedKubeconfig(OTHER, admin('yes'));
    expect(merged).toContain('name: "yes"');
    expect(merged).toContain('insecure-skip-tls-verify: yes');
  });

  test.each([
    ['is a list', '- a\n'],
    ['is something else', 'hello\n'],
    ['is not YAML', 'clusters: [\n'],
    ['has two documents', 'clusters: []\n---\nclusters: []\n'],
    ['has clusters that are not a list', 'clusters: {a: b}\n'],
    ['has entries without a name', 'clusters: [{cluster: {}}]\n'],
    ['has entries that are texts', 'clusters: []\nusers: [me]\n'],
    ['has an alias of an entry that is replaced', `${former()}x: *a\n`.replace('- cluster:', '- &a\n  cluster:')],
    ['is too deep for the parser', `clusters: ${'['.repeat(50_000)}`],
  ])('is refused when the existing file %s', (_, existing) => {
    expect(refused(() => mergedKubeconfig(existing, admin()))).toBe('kubeconfig/unreadable');
  });
});

describe('entries of another cluster with the same name', () => {
  const [ca, otherCa] = [testCa().certPem, testCa({place: 'elsewhere'}).certPem];
  const added = admin('demo', {caPem: ca});
  const cases: readonly (readonly [string, string])[] = [
    ['the cluster has another CA', admin('demo', {caPem: otherCa})],
    ['the cluster has another CA, from an earlier version', former('demo', {caPem: otherCa})],
    [
      'the cluster has its CA in a file',
      added.replace(/certificate-authority-data: .*/, 'certificate-authority: ca.crt'),
    ],
    ['the cluster has no CA', added.replace(/certificate-authority-data: .*/, 'insecure-skip-tls-verify: true')],
    ['the context is of another cluster', added.replace('    cluster: demo\n', '    cluster: else\n')],
    [
      'the user is of a context of another cluster',
      added.replace('    cluster: demo\n', '    cluster: else\n').replace('  name: kubernetes-admin@demo', '  name: x'),
    ],
  ];

  test.each(cases)('are not replaced when %s', (_, existing) => {
    expect(refused(() => mergedKubeconfig(existing, added))).toBe('kubeconfig/other-cluster');
  });

  test.each(cases)('are replaced on request when %s', (_, existing) => {
    const merged = mergedKubeconfig(existing, added, {replace: true});
    expect(usedBy(merged, 'kubernetes-admin@demo')).toEqual(usedBy(added, 'kubernetes-admin@demo'));
    expect(mergedKubeconfig(mergedKubeconfig(OTHER, added), added)).toBe(mergedKubeconfig(OTHER, added));
  });

  test('are of the same cluster when the CA is only written differently', () => {
    const existing = admin('demo', {caPem: `kubernetes\n${ca.replaceAll('\n', '\r\n')}`});
    expect(refused(() => mergedKubeconfig(existing, added))).toBe('merged');
  });
});

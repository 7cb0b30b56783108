import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {kubeconfigText} from '../../../src/core/pki/kubeconfig.js';
import {contextOf, mergedKubeconfig, withServer} from '../../../src/core/render/kubeconfig.js';

const admin = (clusterName = 'demo', server = 'https://10.0.0.11:6443') =>
  kubeconfigText({clusterName, server, user: 'kubernetes-admin', caPem: 'CA', certPem: 'CERT', keyPem: 'KEY'});

const OTHER = `apiVersion: v1
kind: Config
clusters:
- name: work
  cluster: {server: https://work.example, insecure-skip-tls-verify: yes}
contexts:
- name: work
  context: {cluster: work, user: me}
users:
- name: me
  user: {token: "0123"}
current-context: work
`;

test('only the server is replaced', () => {
  const text = withServer(admin(), 'https://api.demo.example:6443');
  expect(text).toContain('server: https://api.demo.example:6443');
  expect(withServer(text, 'https://10.0.0.11:6443')).toBe(withServer(admin(), 'https://10.0.0.11:6443'));
  expect(parse(text)).toEqual({
    ...parse(admin()),
    clusters: [
      {name: 'demo', cluster: {...parse(admin()).clusters[0].cluster, server: 'https://api.demo.example:6443'}},
    ],
  });
});

test('the context name is that of the kubeconfig', () => {
  expect(contextOf(admin())).toBe('kubernetes-admin@demo');
});

describe('a merged kubeconfig', () => {
  test.each([
    ['no file', undefined],
    ['an empty file', ' \n'],
  ])('into %s gives the added one', (_, existing) => {
    expect(parse(mergedKubeconfig(existing, admin()))).toEqual(parse(admin()));
  });

  test('keeps other entries and the current context', () => {
    const merged = parse(mergedKubeconfig(OTHER, admin()), {version: '1.1'});
    const before = parse(OTHER, {version: '1.1'});
    expect(merged['current-context']).toBe('work');
    expect(merged.clusters[0]).toEqual(before.clusters[0]);
    expect(merged.users[0]).toEqual({name: 'me', user: {token: '0123'}});
    expect(merged.contexts.map(({name}: {name: string}) => name)).toEqual(['work', 'kubernetes-admin@demo']);
  });

  test('has entries of the same name replaced, and merging again changes nothing', () => {
    const once = mergedKubeconfig(OTHER, admin());
    const moved = mergedKubeconfig(once, admin('demo', 'https://elsewhere:6443'));
    expect(parse(moved).clusters.map(({cluster}: {cluster: {server: string}}) => cluster.server)).toEqual([
      'https://work.example',
      'https://elsewhere:6443',
    ]);
    expect(mergedKubeconfig(once, admin())).toBe(once);
  });

  test('may have the empty lists of kubectl', () => {
    const emptied = 'apiVersion: v1\nkind: Config\nclusters: null\ncontexts: null\ncurrent-context: ""\nusers: null\n';
    expect(parse(mergedKubeconfig(emptied, admin()))).toMatchObject({
      'current-context': 'kubernetes-admin@demo',
      clusters: [{name: 'demo'}],
    });
  });

  test('keeps the quotes of a name that YAML reads as true', () => {
    const merged = mergedKubeconfig(OTHER, admin('yes'));
    expect(merged).toContain('name: "yes"');
    expect(merged).toContain('insecure-skip-tls-verify: true');
  });

  test.each([
    ['is a list', '- a\n'],
    ['is something else', 'hello\n'],
    ['is not YAML', 'clusters: [\n'],
  ])('is refused when the existing file %s', (_, existing) => {
    expect(() => mergedKubeconfig(existing, admin())).toThrow(expect.objectContaining({code: 'kubeconfig/unreadable'}));
  });
});

import {expect, test} from 'vitest';
import {parseDocument, visit} from 'yaml';
import {parseConfig} from '../../../src/core/config/parse.js';
import {renderProblems} from '../../../src/core/config/render-problems.js';
import {desire} from '../../../src/core/desire.js';

/** What every object has without having been given it. */
const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), 'prototype'];

const FILE = `
apiVersion: quorate/v1alpha1
kind: Cluster
metadata: {name: demo}
spec:
  kubernetesVersion: 1.36.3
  endpoint: {host: api.example.com, port: 6443}
  topology: stacked
  ssh: {user: root, port: 22, keyFiles: [~/.ssh/id_ed25519]}
  network: {podCidr: 10.244.0.0/16, serviceCidr: 10.96.0.0/12, dnsDomain: cluster.local}
  artifacts: {source: bundle}
  registries:
    - {host: docker.io, mirrors: [https://mirror.example.com]}
  proxy: {http: http://proxy:3128, noProxy: [.example.com]}
  extraArgs:
    kubelet: [{name: v, value: '2'}]
  hosts:
    - name: cp1
      address: 10.0.0.11
      roles: [control-plane, worker]
      zone: a
      labels: {example.com/disk: ssd}
      taints: [{key: example.com/only, value: x, effect: NoSchedule}]
    - name: w1
      address: 10.0.0.21
      roles: [worker]
`;

/** The file with a text in place of one of its scalars or keys, or as a new key, at every place in turn. */
function* variants(text: string): Generator<string> {
  const count = {scalars: 0, maps: 0};
  visit(parseDocument(FILE), {Scalar: () => void count.scalars++, Map: () => void count.maps++});
  for (let at = 0; at < count.scalars; at++) {
    const document = parseDocument(FILE);
    let seen = 0;
    visit(document, {
      Scalar: (_, node) => {
        if (seen++ === at) node.value = text;
      },
    });
    yield document.toString();
  }
  for (let at = 0; at < count.maps; at++) {
    const document = parseDocument(FILE);
    let seen = 0;
    visit(document, {Map: (_, node) => void (seen++ === at && node.add(document.createPair(text, 'x')))});
    yield document.toString();
  }
}

test('the file of these tests is valid', () => {
  const parsed = parseConfig(FILE);
  expect('problems' in parsed ? renderProblems(parsed.problems, 'cluster.yaml') : '').toBe('');
});

test.each(INHERITED)('%s as a value or a key anywhere is read or is a problem, and never a crash', text => {
  for (const variant of variants(text)) {
    const parsed = parseConfig(variant);
    if ('problems' in parsed) expect(renderProblems(parsed.problems, 'cluster.yaml')).toContain('cluster.yaml');
    else expect(desire(parsed.config).hosts).toHaveLength(2);
  }
});

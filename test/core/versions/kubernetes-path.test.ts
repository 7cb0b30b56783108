import {expect, test} from 'vitest';
import {kubernetesHops} from '../../../src/core/artifacts/upgrade-path.js';
import {hostName} from '../../../src/core/model/names.js';

const TO = '1.37.2';
const AVAILABLE = ['1.35.4', '1.36.1', '1.36.3', TO];
const changes = (from: Readonly<Record<string, string>>) =>
  Object.entries(from).map(([artifact, version]) => ({
    host: hostName('cp1'),
    component: artifact === 'etcd' ? ('etcd' as const) : ('kubernetes' as const),
    artifact,
    from: version,
    to: TO,
  }));

test('an upgrade over two minors goes through the newest version of the minor in between', () => {
  expect(kubernetesHops(changes({'kube-apiserver': '1.35.4', kubelet: '1.35.4'}), TO, AVAILABLE)).toEqual([
    '1.36.3',
    TO,
  ]);
});

test('an unfinished upgrade continues from the oldest version of a control plane', () => {
  const halfway = changes({'kube-apiserver': '1.36.3', 'kube-scheduler': '1.35.4'});
  expect(kubernetesHops(halfway, TO, AVAILABLE)).toEqual(['1.36.3', TO]);
});

test('versions of kubelets and etcd do not add hops', () => {
  const left = changes({'kube-apiserver': '1.36.3', kubelet: '1.35.4', etcd: '3.5.35'});
  expect(kubernetesHops(left, TO, AVAILABLE)).toEqual([TO]);
});

test.each([
  ['no version changes', {}, AVAILABLE],
  ['the target is the next minor', {'kube-apiserver': '1.36.1'}, AVAILABLE],
  ['a minor in between is missing', {'kube-apiserver': '1.35.4'}, ['1.35.4', TO]],
  ['the newer version runs already', {'kube-apiserver': '1.38.0'}, AVAILABLE],
])('the upgrade has one hop if %s', (_, from, available) => {
  expect(kubernetesHops(changes(from), TO, available)).toEqual([TO]);
});

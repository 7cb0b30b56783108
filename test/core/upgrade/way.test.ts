import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {wayOf} from '../../../src/core/versions/path.js';

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

test('the way from two minors before goes by the newest version of the minor between', () => {
  expect(wayOf(changes({'kube-apiserver': '1.35.4', kubelet: '1.35.4'}), TO, AVAILABLE)).toEqual(['1.36.3', TO]);
});

test('a way that was begun goes on where the last part of the control planes stands', () => {
  const halfway = changes({'kube-apiserver': '1.36.3', 'kube-scheduler': '1.35.4'});
  expect(wayOf(halfway, TO, AVAILABLE)).toEqual(['1.36.3', TO]);
});

test('kubelets may catch up at once, and so does etcd with its own versions', () => {
  const left = changes({'kube-apiserver': '1.36.3', kubelet: '1.35.4', etcd: '3.5.35'});
  expect(wayOf(left, TO, AVAILABLE)).toEqual([TO]);
});

test.each([
  ['nothing moves', {}, AVAILABLE],
  ['it is the next minor', {'kube-apiserver': '1.36.1'}, AVAILABLE],
  ['a minor between is missing', {'kube-apiserver': '1.35.4'}, ['1.35.4', TO]],
  ['the newer version runs already', {'kube-apiserver': '1.38.0'}, AVAILABLE],
])('there is no stop on the way where %s', (_, from, available) => {
  expect(wayOf(changes(from), TO, available)).toEqual([TO]);
});

import {describe, expect, test} from 'vitest';
import {
  type Action,
  describeAction,
  descriptorOf,
  hostOf,
  isDue,
  onlyWaits,
  phaseOf,
  restartsOf,
} from '../../../src/core/actions/action.js';
import {desire} from '../../../src/core/desire.js';
import {unknown} from '../../../src/core/model/fact.js';
import {RUNNERS} from '../../../src/run/actions/index.js';
import {clusterConfig} from '../../support/builders/config.js';
import {BANNED} from '../../support/wording/banned.js';
import {EXAMPLES, KINDS} from './examples.js';

const NOTHING_KNOWN = {
  desired: desire(clusterConfig()),
  observed: {hosts: new Map(), etcd: unknown('not read'), apiReady: new Map(), kube: unknown('not read')},
  now: new Date(0),
};

const kindsWhere = (holds: (action: Action) => boolean) => KINDS.filter(kind => holds(EXAMPLES[kind])).toSorted();

describe.each(KINDS)('%s', kind => {
  const action: Action = EXAMPLES[kind];

  test('is described in plain words, on one line and without its host', () => {
    const text = describeAction(action);
    expect(text).toMatch(/^[a-z][^\n]{7,}$/);
    expect(BANNED.filter(({pattern}) => text.match(pattern) !== null)).toEqual([]);
    expect(text).not.toMatch(/\bcp1\b/);
  });

  test('names units by their full names', () => {
    expect(restartsOf(action).filter(unit => !unit.endsWith('.service'))).toEqual([]);
  });
});

test('every kind has a runner', () => {
  expect(Object.keys(RUNNERS).toSorted()).toEqual(KINDS.toSorted());
});

test('an action that waits restarts nothing', () => {
  expect(kindsWhere(action => onlyWaits(action) && restartsOf(action).length > 0)).toEqual([]);
});

test('the actions that wait are those whose name says so', () => {
  expect(kindsWhere(onlyWaits)).toEqual(KINDS.filter(kind => kind.includes('/await-')).toSorted());
});

test('a snapshot shows whether an action is done, with few exceptions', () => {
  const isUnseen = (action: Action) => descriptorOf(action.kind).isDone(action, NOTHING_KNOWN) === 'unseen';
  expect(kindsWhere(isUnseen)).toEqual([
    'binary/verify',
    'etcd/await-unreachable',
    'etcd/smoke-test',
    'etcd/snapshot',
    'files/keep',
    'node/await-unreachable',
    'node/drain',
    'restore/await-same',
    'restore/keep-current',
    'restore/prepare',
    'restore/send',
    'restore/set-aside',
    'restore/swap',
    'service/await-stable',
    'service/kill',
    'service/stop',
  ]);
});

test('an action is due while nothing is known, except to uncordon a node', () => {
  expect(kindsWhere(action => !isDue(action, NOTHING_KNOWN))).toEqual(['node/uncordon']);
});

test('an action without a host has the phase of the cluster', () => {
  expect(kindsWhere(action => hostOf(action) === undefined && phaseOf(action.kind) !== 'cluster')).toEqual([]);
});

test('an upload is described with the size of the content, not of what is sent', () => {
  expect(describeAction(EXAMPLES['artifact/install'])).toBe('upload kubelet 1.36.3 to /opt/kubelet (84.4 MB)');
});

test('what stops or restarts a unit is in restarts', () => {
  expect(kindsWhere(action => restartsOf(action).length > 0)).toEqual([
    'etcd/wipe-data',
    'host/reset',
    'restore/set-aside',
    'restore/swap',
    'service/kill',
    'service/run',
    'service/stop',
    'units/remove',
  ]);
});

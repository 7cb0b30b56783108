import {describe, expect, test} from 'vitest';
import type {LinkEvidence} from '../../src/core/diagnosis/evidence.js';
import {Failure} from '../../src/core/failure.js';
import {known, unknown} from '../../src/core/model/fact.js';
import {hostName} from '../../src/core/model/names.js';
import {withBlockedLinks} from '../../src/run/blocked-links.js';
import {strictCluster} from '../support/strict-cluster.js';
import {runOn} from './context.js';

const CONTROL_PLANES = ['cp1', 'cp2', 'cp3'];

/** Between all control planes at the ports of etcd and of the API. */
const links = (answer: (from: string, to: string, port: number) => 'open' | 'refused' | 'silent') =>
  CONTROL_PLANES.flatMap(from =>
    CONTROL_PLANES.filter(to => to !== from).flatMap(to =>
      [2379, 2380, 6443].map(
        (port): LinkEvidence => ({
          from: hostName(from),
          to: hostName(to),
          port,
          answer: known(answer(from, to, port)),
        }),
      ),
    ),
  );

function cluster(found: readonly LinkEvidence[]) {
  const strict = strictCluster();
  const observe: typeof strict.observe = async (desired, depth) => ({
    ...(await strict.observe(desired, depth)),
    links: found,
  });
  return runOn({...strict, observe}).context;
}

const timeout = new Failure('timeout/condition', 'timed out waiting for etcd to elect a leader', {
  suggestions: ['wait'],
});

describe('a wait that timed out', () => {
  test('names the port of a host that no other one gets an answer from, and the direction', async () => {
    const error = await withBlockedLinks(
      timeout,
      cluster(links((_, to, port) => (to === 'cp2' && port === 2380 ? 'silent' : 'open'))),
    );
    expect(error).toMatchObject({
      code: 'timeout/condition',
      message: expect.stringMatching(
        /elect a leader\ncp2: .*port 2380\n {2}cp1 to cp2, port 2380: no answer\n {2}cp3 to cp2, port 2380: no answer$/,
      ),
      suggestions: [expect.stringContaining('2380'), 'wait'],
    });
  });

  test('names what only one host gets no answer from', async () => {
    const error = await withBlockedLinks(
      timeout,
      cluster(links((from, to) => (from === 'cp1' && to === 'cp2' ? 'silent' : 'open'))),
    );
    expect(error).toMatchObject({message: expect.stringContaining('cp1 to cp2, port 2380: no answer')});
  });

  test('is found among the failures of several hosts', async () => {
    const several = new Failure('hosts/some-failed', '2 hosts failed', {cause: timeout});
    const error = await withBlockedLinks(several, cluster(links((_, to) => (to === 'cp2' ? 'silent' : 'open'))));
    expect(error).toMatchObject({code: 'hosts/some-failed', message: expect.stringContaining('cp2')});
  });

  test.each([
    ['every connection is made', links(() => 'open')],
    ['services do not listen yet', links(() => 'refused')],
    ['nothing could be tried', links(() => 'silent').map(link => ({...link, answer: unknown('not read')}))],
  ])('stays as it is when %s', async (_, found) => {
    expect(await withBlockedLinks(timeout, cluster(found))).toBe(timeout);
  });
});

test.each([
  new Failure('kube/no-api', 'no API'),
  new Failure('interrupted/waiting', 'stopped'),
  new TypeError('a bug'),
])('%s is not explained by connections, and nothing is read for it', async error => {
  const observe = () => Promise.reject(new Error('was read'));
  expect(await withBlockedLinks(error, runOn({...strictCluster(), observe}).context)).toBe(error);
});

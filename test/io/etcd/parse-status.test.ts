import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {parseReport} from '../../../src/io/etcd/parse-status.js';
import {DOWN, GATEWAY, LEADERLESS, LEADING, LEARNING, NOT_INSTALLED} from './answers.js';

const host = hostName('cp1');
const SIZES = {
  version: '3.6.16',
  term: '2',
  revision: '1',
  dbSizeBytes: 20480,
  dbInUseBytes: 16384,
  quotaBytes: 2147483648,
};
const read = (text: string) => parseReport(host, text);

test('IDs are parsed exactly, as hex text', () => {
  expect(read(LEADING)).toEqual({
    host,
    installed: true,
    marker: {state: 'member', clusterId: '48276a8f75b6a87', memberId: '2e1259d415f2a040'},
    status: {
      clusterId: '48276a8f75b6a87',
      memberId: '2e1259d415f2a040',
      leader: '2e1259d415f2a040',
      learner: false,
      index: expect.any(Number),
      appliedIndex: expect.any(Number),
      ...SIZES,
    },
    alarms: [],
    members: [
      {id: '2e1259d415f2a040', name: 'cp1', peerUrl: 'https://10.0.0.11:2380', learner: false},
      {id: '8ffc13b20f9744d9', name: '', peerUrl: 'https://10.0.0.12:2380', learner: true},
    ],
    reads: true,
  });
});

test('a learner reports that it refuses to list members and to read', () => {
  expect(read(LEARNING)).toEqual({
    host,
    installed: true,
    status: {
      clusterId: '48276a8f75b6a87',
      memberId: '8ffc13b20f9744d9',
      leader: '2e1259d415f2a040',
      learner: true,
      index: expect.any(Number),
      appliedIndex: expect.any(Number),
      ...SIZES,
    },
    reads: false,
    why: 'Error: etcdserver: rpc not supported for learner',
  });
});

test('a member without a leader answers and does not read', () => {
  expect(read(LEADERLESS)).toMatchObject({
    status: {leader: '0', memberId: '8ffc13b20f9744d9'},
    reads: false,
    why: 'Error: context deadline exceeded',
  });
});

test('a member that is down is known by its marker, with the reason of etcdctl', () => {
  expect(read(DOWN)).toEqual({
    host,
    installed: true,
    marker: {state: 'member', clusterId: '48276a8f75b6a87', memberId: '2e1259d415f2a040'},
    reads: false,
    why: 'Failed to get the status of endpoint https://127.0.0.1:2379 (context deadline exceeded)',
  });
});

test('a host without etcd reports that it is not installed', () => {
  expect(read(NOT_INSTALLED)).toEqual({host, installed: false, reads: false});
});

test('an incomplete answer is not understood, wherever it ends', () => {
  const end = LEADING.indexOf('== end 0') + '== end 0'.length;
  const understood = Array.from({length: end}, (_, at) => at).filter(at => read(LEADING.slice(0, at)) !== undefined);
  expect(understood).toEqual([]);
  expect(read(LEADING.slice(0, end))).toBeDefined();
});

test.each([
  ['null', 'null'],
  ['a web page', '<html>'],
  ['JSON of another kind', '[{"Endpoint":"x"}]'],
  ['JSON with a number of another kind', '[{"Status":{"header":{"cluster_id":1.5,"member_id":2}}}]'],
  ['JSON with an object for a text', '[{"Status":{"header":{"cluster_id":1,"member_id":2},"version":{}}}]'],
  ['half of its JSON', '[{"Endpoint":"https://127.0.0.1:2379","Status":{"header":'],
])('a status that is %s is not understood', (_, text) => {
  expect(read(`== marker 0\n\n== status 0\n${text}\n== end 0\n`)).toBeUndefined();
});

test('a damaged marker is an error, not an absent one', () => {
  expect(() => read('== marker 0\n\u0000\u0000\n== absent 0\n== end 0\n')).toThrow(
    expect.objectContaining({code: 'etcd/garbled-marker'}),
  );
});

test('an alarm is read with the member it is about', () => {
  const alarmed = LEADING.replace('== alarms 0\n', '== alarms 0\nmemberID:3319730120591220800 alarm:NOSPACE');
  expect(read(alarmed)).toMatchObject({alarms: ['NOSPACE 2e120cf4bc012040']});
});

/** Text that looks like other parts of an answer. */
const misleading = fc
  .array(
    fc.oneof(
      fc.constantFrom('memberID:', '"', '\\', ': ', ', ', '[', '{', ' alarm:NOSPACE ', 'ä'),
      fc.bigInt({min: 10n ** 14n, max: 2n ** 64n - 1n}).map(String),
    ),
    {maxLength: 8},
  )
  .map(parts => parts.join(''));

test.each([
  ['etcdctl', LEADING, '"raftAppliedIndex":4,', '"name":"cp1"'],
  ['the gateway', GATEWAY.leading, '"raftAppliedIndex":"5", ', '"name":"cp1"'],
])('texts in an answer of %s change no ID, whatever they contain', (_, answer, status, name) => {
  const ids = (text: string) => {
    const report = read(text);
    return [report?.status?.memberId, report?.status?.leader, ...(report?.members?.map(({id}) => id) ?? [])];
  };
  fc.assert(
    fc.property(misleading, misleading, (error, called) => {
      const changed = answer
        .replace(status, () => `${status}"errors":[${JSON.stringify(error)}],`)
        .replace(name, () => `"name":${JSON.stringify(called)}`);
      expect(ids(changed)).toEqual(ids(answer));
      expect(read(changed)?.members?.some(member => member.name === called)).toBe(true);
    }),
  );
});

test('alarms are undefined when a member does not report them', () => {
  const silent = LEADING.replace('== alarms 0\n', '== alarms 1\nError: context deadline exceeded\n');
  expect(read(silent)).toMatchObject({reads: true, why: 'Error: context deadline exceeded'});
  expect(read(silent)).not.toHaveProperty('alarms');
});

describe('by its gateway', () => {
  test('the status of a leader is the same as by etcdctl', () => {
    expect(read(GATEWAY.leading)).toEqual({
      host,
      installed: true,
      status: {
        clusterId: 'a7ef944b95711739',
        memberId: 'ddd67b312462fd7b',
        leader: 'ddd67b312462fd7b',
        learner: false,
        index: 5,
        appliedIndex: 5,
        ...SIZES,
        dbSizeBytes: 28672,
      },
      alarms: [],
      members: [
        {id: 'a1e6df9992282ca7', name: '', peerUrl: 'http://127.0.0.1:22380', learner: true},
        {id: 'ddd67b312462fd7b', name: 'cp1', peerUrl: 'http://127.0.0.1:12380', learner: false},
      ],
      reads: true,
    });
  });

  test('a learner reports that it is one, and refuses everything else', () => {
    const said = read(GATEWAY.learning);
    expect(said).toMatchObject({
      status: {learner: true, appliedIndex: 7},
      reads: false,
      why: 'etcdserver: rpc not supported for learner',
    });
    expect(said).not.toHaveProperty('members');
  });

  test('a member without a leader lists members and does not read', () => {
    expect(read(GATEWAY.leaderless)).toMatchObject({
      status: {leader: '0', memberId: 'a1e6df9992282ca7'},
      members: [{name: 'cp2'}, {name: 'cp1'}],
      reads: false,
      why: 'Operation timed out after 3001 milliseconds with 0 bytes received',
    });
  });

  test('a member that is down has the error of curl as its reason', () => {
    const said = read(GATEWAY.down);
    expect(said).toMatchObject({
      reads: false,
      why: "Failed to connect to 127.0.0.1 port 22379 after 0 ms: Couldn't connect to server",
    });
    expect(said).not.toHaveProperty('status');
  });

  test('an alarm is read with the member it is about', () => {
    const alarms = '"alarms":[{"memberID":"3319730120591220800", "alarm":"NOSPACE"}]}\n== alarms_http';
    expect(read(GATEWAY.leading.replace('}\n== alarms_http', `, ${alarms}`))).toMatchObject({
      alarms: ['NOSPACE 2e120cf4bc012040'],
    });
  });

  test('an incomplete answer is not understood, wherever it ends', () => {
    const end = GATEWAY.leading.indexOf('== end 0') + '== end 0'.length;
    for (let at = 0; at < end; at++) expect(read(GATEWAY.leading.slice(0, at))).toBeUndefined();
  });
});

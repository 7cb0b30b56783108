import {createServer as createHttpServer} from 'node:http';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {hostName} from '../../../../src/core/model/names.js';
import {loadTemplates} from '../../../../src/io/local/templates.js';
import {askHost} from '../../../../src/io/observe/evidence/host.js';
import type {HostQuery} from '../../../../src/io/observe/evidence/host-query.js';
import {TestHost} from '../../remote/test-host.js';

const templates = await loadTemplates();
const NOTHING: HostQuery = {units: [], paths: [], pages: [], links: []};
const servers: Server[] = [];
let host: TestHost;

beforeEach(() => {
  host = new TestHost();
});
afterEach(() => {
  host.remove();
  for (const server of servers.splice(0)) server.close();
});

const ask = (question: Partial<HostQuery>) =>
  askHost({name: hostName('cp-1'), transport: host.transport, templates}, {...NOTHING, ...question});

const listening = (server: Server): Promise<number> => {
  servers.push(server);
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
};

const serving = (text: string): Promise<number> =>
  listening(createHttpServer((request, response) => response.end(request.url === '/page' ? text : 'no such page\n')));

test('a host that is asked for nothing says nothing, and nothing is changed there', async () => {
  expect(await ask({})).toEqual({
    evidence: {units: new Map(), dropIns: new Map(), disks: new Map()},
    links: [],
  });
  expect(host.commands.map(({changes}) => changes)).toEqual([false]);
});

describe('units', () => {
  beforeEach(() => {
    host.command(
      'systemctl',
      `printf '%s\\n' Result=success NRestarts=0 Id=etcd.service ActiveState=active DropInPaths= '' \\
        Result=exit-code NRestarts=7 Id=kubelet.service ActiveState=activating \\
        'DropInPaths=/etc/systemd/system/kubelet.service.d/a.conf /run/systemd/system/kubelet.service.d/b.conf'`,
    );
    host.command('journalctl', `echo "the log of $*"; printf 'a\\ttab and a long line %0300d\\n' 1`);
  });

  test('tell how they run, and those that do not show the end of their log', async () => {
    const {evidence} = await ask({units: ['etcd.service', 'kubelet.service']});
    expect(evidence.units.get('etcd.service')).toEqual({active: 'active', result: 'success', restarts: 0, log: []});
    expect(evidence.units.get('kubelet.service')).toEqual({
      active: 'activating',
      result: 'exit-code',
      restarts: 7,
      log: [
        'the log of --quiet --no-pager --output=cat --lines=3 --unit=kubelet.service',
        expect.stringMatching(/^a tab and a long line 0+$/),
      ],
    });
    expect(evidence.units.get('kubelet.service')!.log[1]!.length).toBe(200);
  });

  test('name the drop-ins that change them', async () => {
    const {evidence} = await ask({units: ['etcd.service', 'kubelet.service']});
    expect(evidence.dropIns).toEqual(
      new Map([
        [
          'kubelet.service',
          ['/etc/systemd/system/kubelet.service.d/a.conf', '/run/systemd/system/kubelet.service.d/b.conf'],
        ],
      ]),
    );
  });
});

describe('controllers that end and are started again', () => {
  /** As systemd of Debian 12 prints it. */
  const shown = (restarts: number) =>
    host.command(
      'systemctl',
      `printf '%s\\n' MainPID=7 Result=success NRestarts=${restarts} Id=kube-scheduler.service ActiveState=active \\
        ActiveEnterTimestampMonotonic=49600123456 DropInPaths=`,
    );
  const scheduler = async () =>
    (await ask({units: ['kube-scheduler.service']})).evidence.units.get('kube-scheduler.service');

  beforeEach(() => {
    host.write('/proc/uptime', '49660.77 93133.10\n');
    host.command('date', 'echo 1796009000');
    host.command(
      'journalctl',
      `case "$*" in
      *MESSAGE_ID=5eb03494b6584870a536b337290809b3*)
        echo '1796008980.123456 cp-1 systemd[1]: kube-scheduler.service: Scheduled restart job, restart counter is at 3.'
        echo '1796008400.000001 cp-1 systemd[1]: kube-scheduler.service: Scheduled restart job, restart counter is at 2.' ;;
      *) printf 'I1130 10:00:00.1   6 fine\nE1130 10:00:00.1   6 lost the Lease\\033[2J\nF1130 10:00:00.1   6 ends\nE1130 10:00:01.1   7 new\n' ;;
      esac`,
    );
  });

  test('say when systemd restarted them, for how long they run, and what their last errors are', async () => {
    shown(3);
    expect(await scheduler()).toEqual({
      active: 'active',
      result: 'success',
      restarts: 3,
      activeSeconds: 60,
      restartedSecondsAgo: [20, 600],
      log: ['E1130 10:00:00.1   6 lost the Lease [2J', 'F1130 10:00:00.1   6 ends'],
    });
  });

  test('are not asked when they were restarted only once or twice', async () => {
    shown(2);
    expect(await scheduler()).toMatchObject({restarts: 2, activeSeconds: 60, log: []});
  });

  test('have no time if the host does not say for how long it runs', async () => {
    shown(0);
    host.write('/proc/uptime', 'long\n');
    expect((await scheduler())?.activeSeconds).toBeUndefined();
  });
});

test.each([
  ['FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1450\n', '10.244.1.0/24'],
  ['FLANNEL_IPV6_NETWORK=fd00::/56\nFLANNEL_IPV6_SUBNET=fd00:0:0:1::1/64\n', 'fd00:0:0:1::/64'],
  ['FLANNEL_SUBNET=\u001b[2J\n', undefined],
  [`FLANNEL_SUBNET=${'1'.repeat(5000)}\n`, undefined],
])('the range of pods that flanneld has written is read from %j', async (text, range) => {
  host.write('/run/flannel/subnet.env', text);
  expect((await ask({})).evidence.podRange).toBe(range);
});

test('the schedule of snapshots is read with the newest that has a manifest, and nothing without a schedule', async () => {
  const folder = '/var/lib/quorate/snapshots';
  for (const name of ['20261126T070809Z-c1-5.db', '20261126T080809Z-c1-6.db.cms', '20261126T090809Z-c1-7.db'])
    host.write(`${folder}/${name}`, 'data');
  for (const name of [
    '20261126T070809Z-c1-5.db',
    '20261126T080809Z-c1-6.db.cms',
    'other.db',
    '20261126T100809Z-c1-8.db',
  ])
    host.write(`${folder}/${name}.json`, '{}');
  expect((await ask({})).evidence).not.toHaveProperty('snapshots');
  host.write('/etc/systemd/system/quorate-etcd-schedule.service', '[Unit]\n');
  const {snapshots} = (await ask({})).evidence;
  expect(snapshots?.newest).toEqual(new Date('2026-11-26T08:08:09Z'));
  expect(snapshots!.since.getTime()).toBeGreaterThan(Date.now() - 600_000);
});

test('file systems are given by the path that was asked for; one that does not exist is left out', async () => {
  host.write('/var/lib/etcd/member', '');
  const {evidence} = await ask({paths: ['/', '/var/lib/etcd', '/var/lib/kubelet']});
  expect([...evidence.disks.keys()]).toEqual(['/', '/var/lib/etcd']);
  const {totalBytes, freeBytes} = evidence.disks.get('/var/lib/etcd')!;
  expect(totalBytes).toBeGreaterThan(freeBytes);
});

test('connections are really tried', async () => {
  const open = await listening(createServer());
  const closed = await listening(createServer());
  await new Promise(resolve => servers.pop()!.close(resolve));
  const link = (to: string, port: number) => ({from: hostName('cp-1'), to: hostName(to), address: '127.0.0.1', port});
  const {links} = await ask({links: [link('cp-2', open), link('cp-3', closed)]});
  expect(links).toEqual([
    {from: 'cp-1', to: 'cp-2', port: open, answer: {known: true, value: 'open'}},
    {from: 'cp-1', to: 'cp-3', port: closed, answer: {known: true, value: 'refused'}},
  ]);
});

test('a connection without an answer is reported as dropped', async () => {
  host.command('timeout', 'cat >/dev/null; exit 124');
  const {links} = await ask({
    links: [{from: hostName('cp-1'), to: hostName('cp-2'), address: '127.0.0.1', port: 2380}],
  });
  expect(links).toEqual([{from: 'cp-1', to: 'cp-2', port: 2380, answer: {known: true, value: 'silent'}}]);
});

test('a hundred connections are tried at once', async () => {
  const open = await listening(createServer(socket => socket.destroy()));
  const links = Array.from({length: 100}, (_, n) => ({
    from: hostName('cp-1'),
    to: hostName(`w-${n}`),
    address: `127.0.${n >> 7}.${1 + (n & 127)}`,
    port: open,
  }));
  // Only 127.0.0.1 listens; every other address of loopback refuses.
  const {links: tried} = await ask({links});
  expect(tried.map(({answer}) => answer.known && answer.value)).toEqual([
    'open',
    ...Array.from({length: 99}, () => 'refused'),
  ]);
});

describe('pages', () => {
  const CSV = [
    '# pxname,svname,status,type,addr,',
    'api,FRONTEND,OPEN,0,,',
    'control-planes,cp1,UP,2,10.0.0.11:6443,',
    'control-planes,cp2,DOWN 1/2,2,10.0.0.12:6443,',
    'control-planes,cp3,UP 1/2,2,[fd00::13]:6443,',
    'control-planes,BACKEND,UP,1,,',
    '',
  ].join('\n');

  test('of balancers say which servers they take for alive', async () => {
    const port = await serving(CSV);
    const {evidence} = await ask({pages: [{name: 'quorate-balancer.service', port, path: '/page', lines: ','}]});
    const unit = 'quorate-balancer.service';
    expect(evidence.backends).toEqual({
      known: true,
      value: [
        {unit, server: 'cp1', address: '10.0.0.11:6443', up: true},
        {unit, server: 'cp2', address: '10.0.0.12:6443', up: false},
        {unit, server: 'cp3', address: '[fd00::13]:6443', up: true},
      ],
    });
  });

  test('of a balancer that does not run leave its servers unknown', async () => {
    const port = await listening(createServer());
    await new Promise(resolve => servers.pop()!.close(resolve));
    const {evidence} = await ask({pages: [{name: 'quorate-balancer.service', port, path: '/page', lines: ','}]});
    expect(evidence.backends).toEqual({known: false, why: 'quorate-balancer.service gave no answer'});
  });

  test('of a member are reduced to the requested lines', async () => {
    const port = await serving('etcd_a 1\netcd_disk_x{le="0.1"} 2\netcd_b 3\n');
    const {metrics} = await ask({pages: [{name: 'metrics', port, path: '/page', lines: '^etcd_disk'}]});
    expect(metrics).toBe('etcd_disk_x{le="0.1"} 2');
  });
});

test('an incomplete answer is a failure', async () => {
  host.trouble = {answer: stdout => stdout.slice(0, -5)};
  await expect(ask({})).rejects.toMatchObject({code: 'hosts/garbled-facts'});
});

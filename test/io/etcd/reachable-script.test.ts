import {type ChildProcess, spawn} from 'node:child_process';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {createInterface} from 'node:readline';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {loadTemplates} from '../../../src/io/local/templates.js';
import {hostScript} from '../../../src/io/remote/host-script.js';
import {TestHost} from '../remote/test-host.js';

const templates = await loadTemplates();
const [IN_CONTACT, NO_CONTACT] = [0, 3];

/** What accepts connections on this machine, each on a port of its own. */
const servers: Server[] = [];
const sockets: Socket[] = [];
let stopped: ChildProcess;
const ports = {own: 0, metrics: 0, silent: 0, closing: 0, free: 0, full: 0};

const listening = (onConnection: (socket: Socket) => void): Promise<number> =>
  new Promise(resolve => {
    const server = createServer(socket => {
      socket.on('error', () => {});
      onConnection(socket);
    });
    servers.push(server);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as {port: number}).port));
  });

/** A process that is stopped, with a full queue of connections: the kernel drops what arrives, as a powered-off host. */
async function unanswered(): Promise<number> {
  const text =
    'const s=require("net").createServer().listen({port:0,host:"127.0.0.1",backlog:1},()=>console.log(s.address().port))';
  stopped = spawn(process.execPath, ['-e', text], {stdio: ['ignore', 'pipe', 'inherit']});
  const [line] = await new Promise<string[]>(resolve =>
    createInterface(stopped.stdout!).once('line', said => resolve([said])),
  );
  stopped.kill('SIGSTOP');
  for (let each = 0; each < 8; each += 1) sockets.push(connect(Number(line), '127.0.0.1').on('error', () => {}));
  await new Promise(resolve => sockets[0]!.once('connect', resolve));
  return Number(line);
}

let active = '';
beforeAll(async () => {
  ports.own = await listening(() => {});
  ports.silent = await listening(() => {});
  ports.closing = await listening(socket => socket.destroy());
  ports.metrics = await listening(socket => socket.end(`HTTP/1.0 200 OK\r\n\r\n${active}\n`));
  ports.free = await listening(() => {});
  await new Promise(resolve => servers.pop()!.close(resolve));
  ports.full = await unanswered();
});
afterAll(() => {
  stopped.kill('SIGKILL');
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

let host: TestHost;
beforeEach(() => {
  active = '';
  host = new TestHost();
  host.write('/pki/healthcheck-client.key', '');
});
afterEach(() => host.remove());

interface Asked {
  readonly id?: string;
  readonly peer?: string;
  readonly client?: string;
  /** What etcdctl does with `endpoint status`. */
  readonly status?: string;
  readonly list?: string;
  readonly own?: number;
  readonly before?: string;
  readonly without?: readonly string[];
  readonly prepare?: () => void;
}

const at = (port: number, address = '127.0.0.1'): string => `https://${address}:${port}`;

async function ends(asked: Asked) {
  const {id = '1a', peer = at(ports.free), client = at(ports.free), status = 'exit 1', own = ports.own} = asked;
  const {list = `cat "$ROOT/list"`, before = '', without = [], prepare} = asked;
  host.without = without;
  prepare?.();
  host.write('/list', `1a, started, cp1, ${peer}, ${client}, false\n3a, started, cp3, ${at(1)}, ${at(1)}, false\n`);
  host.command(
    'etcdctl',
    `case "$*" in
       *'member list'*) ${list} ;;
       *"--endpoints=${client} endpoint status"*) ${status} ;;
       *) echo "unexpected: $*" >&2; exit 99 ;;
     esac`,
  );
  const script = hostScript(templates, 'etcd-reachable')
    .replace('/opt/quorate/bin/etcdctl', host.at('/commands/etcdctl'))
    .replace('/etc/kubernetes/pki/etcd', host.at('/pki'))
    .replace('connect 127.0.0.1 2379', `connect 127.0.0.1 ${own}`)
    .replace('/proc/net/route', host.at('/routes'))
    .replace('/dev/tcp/127.0.0.1/2381', `/dev/tcp/127.0.0.1/${ports.metrics}`);
  const argv = ['sh', '-c', `${before}\nset -- ${id}\n${script}`, 'etcd-reachable'];
  return host.transport.exec({argv, title: 'ask', changes: false});
}

const answers = `echo "${at(1)}, 1a, 3.6.16, 20 kB"`;
const unrouted = 'case "$*" in "route get "*) exit 2 ;; esac';

/** How each thing that a member's address may do is judged: only a refusal and no answer at all say that it is gone. */
const OUTCOMES: readonly (readonly [string, () => Asked, number])[] = [
  ['answers as a member', () => ({client: at(ports.silent), status: answers}), IN_CONTACT],
  ['refuses connections', () => ({}), NO_CONTACT],
  ['does not answer', () => ({client: at(ports.full)}), NO_CONTACT],
  [
    'refuses at one address and does not answer at another',
    () => ({client: `${at(ports.free)},${at(ports.full)}`}),
    NO_CONTACT,
  ],
  ['is not in the member list', () => ({id: '9a'}), NO_CONTACT],
  ['never started, and refuses connections at its peer URL', () => ({client: ''}), NO_CONTACT],
  ['never started, and accepts connections at its peer URL', () => ({client: '', peer: at(ports.silent)}), 1],
  ['accepts connections and says nothing', () => ({client: at(ports.silent)}), 1],
  ['accepts connections and closes them', () => ({client: at(ports.closing)}), 1],
  [
    'has another certificate',
    () => ({client: at(ports.silent), status: 'echo "tls: failed to verify" >&2; exit 1'}),
    1,
  ],
  ['accepts connections at its peer URL alone', () => ({peer: at(ports.silent)}), 1],
  ['accepts connections at the second of two addresses', () => ({client: `${at(ports.free)},${at(ports.silent)}`}), 1],
  ['is at a name', () => ({client: at(ports.free, 'no-such-member.invalid')}), 1],
  ['is at an address to which there is no route', () => ({prepare: () => host.command('ip', unrouted)}), 1],
];
test.each(OUTCOMES)('a member that %s', async (_, asked, code) => {
  expect((await ends(asked())).code).toBe(code);
});

test('a member with which etcd has an open connection is in contact, whatever its addresses do', async () => {
  active = 'etcd_network_active_peers{Local="3a",Remote="1a"} 1';
  expect((await ends({})).code).toBe(IN_CONTACT);
  active = 'etcd_network_active_peers{Local="3a",Remote="1a"} 0\netcd_network_active_peers{Local="3a",Remote="2a"} 1';
  expect((await ends({})).code).toBe(NO_CONTACT);
});

/** Lines of /proc/net/route: interface, network, gateway, flags, …, mask. */
const ROUTES: readonly (readonly [string, string, number])[] = [
  ['one to its network', 'lo\t0000007F\t00000000\t0001\t0\t0\t0\t000000FF', NO_CONTACT],
  ['the default route', 'host0\t00000000\t010000A0\t0003\t0\t0\t0\t00000000', NO_CONTACT],
  ['one to another network', 'host0\t0001580A\t00000000\t0001\t0\t0\t0\t00FFFFFF', 1],
  ['one that rejects', 'lo\t0000007F\t00000000\t0201\t0\t0\t0\t000000FF', 1],
  ['none', '', 1],
];
test.each(ROUTES)('without ip, the route is looked up in the table of the kernel: %s', async (_, line, code) => {
  const header = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask';
  host.write('/routes', `${header}\n${line}\n`);
  expect((await ends({without: ['ip']})).code).toBe(code);
});

/** What makes the question impossible never counts as an answer. */
const TROUBLES: readonly (readonly [string, () => Asked])[] = [
  ['the member list cannot be read', () => ({list: 'exit 1'})],
  ['the host cannot connect even to its own member', () => ({own: ports.free})],
  ['bash is not installed', () => ({without: ['bash']})],
  ['connections cannot be tried', () => ({prepare: () => host.command('timeout', 'exit 125')})],
];
test.each(TROUBLES)('nothing is known when %s', async (_, asked) => {
  const {code, stderr} = await ends(asked());
  expect([IN_CONTACT, NO_CONTACT]).not.toContain(code);
  if (code === 1 && stderr === '') return;
  expect(code === 90 || stderr !== '').toBe(true);
});

test('a proxy in the environment of the host is not asked', async () => {
  const status = 'env | grep -i proxy >"$ROOT/proxies"; exit 1';
  const before = `export https_proxy=http://127.0.0.1:${ports.closing} HTTPS_PROXY=http://127.0.0.1:${ports.closing}`;
  expect((await ends({client: at(ports.silent), status, before})).code).toBe(1);
  expect(host.text('/proxies')).toBe('');
});

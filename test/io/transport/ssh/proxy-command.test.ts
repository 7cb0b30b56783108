import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {connections, hostWith} from '../support/hosts.js';
import {newKey, temporaryHome} from '../support/keys.js';
import {startServer, type TestServer} from '../support/server.js';

const hostKey = newKey();
const mine = newKey();

let home: ReturnType<typeof temporaryHome>;
let site: ReturnType<typeof connections>;
let server: TestServer;

beforeEach(async () => {
  home = temporaryHome();
  mkdirSync(join(home.path, '.ssh'));
  site = connections();
  server = await startServer({hostKeys: [hostKey.private], welcome: [mine.public]});
});

afterEach(async () => {
  await site.close();
  await server.stop();
  home.clean();
});

/** A command that copies between its input and output and a port, as nc does. */
const copying = (port: number): string => {
  const script = `const s = require('net').connect(${port}, '127.0.0.1'); process.stdin.pipe(s).pipe(process.stdout); s.on('error', e => {console.error(e.message); process.exit(7)})`;
  return `${process.execPath} -e "${script}" %n`;
};

const connectBy = (command: string) => {
  home.file('.ssh/config', `Host cp\n HostName 192.0.2.1\n ProxyCommand ${command}\n`);
  const keyFiles = [home.file('key', mine.private)];
  const host = hostWith({useConfig: true, hostKeys: 'off', keyFiles}, {sshAddress: 'cp'});
  return site.connect(host, {env: {HOME: home.path}});
};

test('a ProxyCommand is run as the connection, for commands with much input and output', async () => {
  const transport = await connectBy(copying(server.port));
  const data = Buffer.alloc(3_000_000, 'quorate ');
  const {stdout} = await transport.exec({argv: ['cat'], stdin: data, title: 'copy', changes: false});
  expect(stdout.equals(data)).toBe(true);
});

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('all of its processes end with the connection', async () => {
  const file = join(home.path, 'pids');
  home.file('proxy', `sleep 1000 & echo $$ $! > ${file}\n${copying(server.port)}\n`);
  const transport = await connectBy(`sh ${join(home.path, 'proxy')}`);
  const pids = readFileSync(file, 'utf8').trim().split(' ').map(Number);
  expect(pids.map(isRunning)).toEqual([true, true]);
  await transport.close();
  await expect.poll(() => pids.some(isRunning)).toBe(false);
});

test.each([
  ["sh -c 'echo no way >&2; exit 3'", /its ProxyCommand \(sh -c .*\) ended with exit code 3: no way$/],
  ['/nonexistent/command %h', /ended with exit code 127: .*nonexistent/],
  ['kill -9 $$', /ended with SIGKILL$/],
])('the failure of %s names the command, how it ended and what it said', async (command, message) => {
  await expect(connectBy(command)).rejects.toMatchObject({
    code: 'hosts/unreachable',
    message: expect.stringMatching(message),
    suggestions: [expect.stringContaining("ssh -o 'ProxyCommand=")],
  });
});

test('no control character of its words reaches the message', async () => {
  await expect(connectBy("printf 'a\\033[31mb\\nc' >&2; exit 1")).rejects.toMatchObject({
    message: expect.stringMatching(/ab c$/),
  });
});

test('a command that says nothing is ended after the timeout', async () => {
  home.file('.ssh/config', 'ProxyCommand sleep 1000\n');
  const host = hostWith({useConfig: true, hostKeys: 'off', connectTimeoutSeconds: 0.2});
  await expect(site.connect(host, {env: {HOME: home.path}})).rejects.toMatchObject({code: 'hosts/unreachable'});
});

import {mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {connections, hostWith} from './support/hosts.js';
import {newKey, temporaryHome} from './support/keys.js';
import {startServer} from './support/server.js';

/** Stands for sudo: runs the rest as it is, or refuses with the words in $home/refusal. */
const fakeSudo = (folder: string) => `#!/bin/sh
if [ -e ${folder}/refusal ]; then cat ${folder}/refusal >&2; exit 1; fi
[ "$1 $2" = "-n --" ] || exit 99
shift 2
AS_ROOT=yes exec "$@"
`;

const home = temporaryHome();
const site = connections();
const mine = newKey();
const path = `${home.path}:${process.env.PATH}`;
let port: number;
let stop: () => Promise<void>;

beforeAll(async () => {
  home.file('sudo', fakeSudo(home.path), 0o755);
  const server = await startServer({hostKeys: [newKey().private], welcome: [mine.public], path});
  ({port, stop} = server);
});

afterAll(async () => {
  await site.close();
  await stop();
  home.clean();
});

const login = (user: string) =>
  site.connect(hostWith({port, user, hostKeys: 'off', keyFiles: [home.file('key', mine.private)]}));

const whoAmI = {
  argv: ['sh', '-c', 'cat; echo "$1 $AS_ROOT"', 'sh', "it's"],
  title: 'ask',
  changes: false,
  stdin: 'in ',
};

test('a user other than root runs everything by sudo, arguments and input unchanged', async () => {
  expect((await (await login('admin')).exec(whoAmI)).stdout.toString()).toBe("in it's yes\n");
});

test('root needs no sudo', async () => {
  expect((await (await login('root')).exec(whoAmI)).stdout.toString()).toBe("in it's \n");
});

test('the exit code and the words of the command are its own, also when it speaks of passwords', async () => {
  const transport = await login('admin');
  const result = await transport.exec({
    argv: ['sh', '-c', 'echo "a password is required" >&2; exit 1'],
    title: 'complain',
    changes: false,
  });
  expect(result).toMatchObject({code: 1, stderr: 'a password is required\n'});
});

test.each([
  'sudo: a password is required',
  'sudo: sorry, you must have a tty to run sudo',
  'admin is not in the sudoers file.  This incident will be reported.',
  "Sorry, user admin is not allowed to execute '/bin/true' as root on cp-1.",
])('the refusal "%s" names the host and what to add', async refusal => {
  const transport = await login('admin');
  const file = home.file('refusal', `${refusal}\n`);
  try {
    await expect(transport.exec(whoAmI)).rejects.toMatchObject({
      code: 'hosts/no-sudo',
      message: `cp-1: "ask" needs root, and admin cannot use sudo without a password: ${refusal}`,
      suggestions: [
        expect.stringContaining("echo 'admin ALL=(ALL) NOPASSWD: ALL'"),
        expect.stringContaining('ssh.user'),
      ],
    });
  } finally {
    rmSync(file);
  }
});

test('a host without sudo is an error', async () => {
  const bare = await startServer({hostKeys: [newKey().private], welcome: [mine.public], path: `${home.path}/bin`});
  mkdirSync(`${home.path}/bin`);
  for (const tool of ['env', 'sh']) symlinkSync(`/bin/${tool}`, `${home.path}/bin/${tool}`);
  const host = hostWith({port: bare.port, user: 'admin', hostKeys: 'off', keyFiles: [home.file('key', mine.private)]});
  await expect((await site.connect(host)).exec(whoAmI)).rejects.toMatchObject({code: 'hosts/no-sudo'});
  await bare.stop();
});

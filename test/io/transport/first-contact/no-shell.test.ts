import {afterEach, expect, test} from 'vitest';
import {connections, hostWith} from '../support/hosts.js';
import {newKey, temporaryHome} from '../support/keys.js';
import {startServer, type TestServer} from '../support/server.js';

const hostKey = newKey();
const mine = newKey();
const home = temporaryHome();
const site = connections();
let server: TestServer | undefined;

afterEach(async () => {
  await site.close();
  await server?.stop();
});

/** A host whose login shell is this script: it gets the command line as $2. */
const loginWith = async (script: string, user = 'root') => {
  const shell = home.file('shell', `#!/bin/sh\n${script}\n`, 0o755);
  server = await startServer({hostKeys: [hostKey.private], welcome: [mine.public], shell});
  const keyFiles = [home.file('key', mine.private)];
  return site.connect(hostWith({port: server.port, user, hostKeys: 'off', keyFiles}));
};

/** What hosts do instead of running a command, what is quoted of it, and what to set. */
const HOSTS: readonly (readonly [host: string, script: string, quoted: string, advice: string])[] = [
  [
    'a cloud image that wants another user',
    `echo 'Please login as the user "ubuntu" rather than the user "root".'; echo; exec sleep 600`,
    'Please login as the user "ubuntu" rather than the user "root".',
    'set spec.ssh.user to ubuntu in',
  ],
  [
    'a cloud image without another user',
    `echo 'Please login as the user "NONE" rather than the user "root".'; exit 142`,
    'Please login as the user "NONE"',
    'spec.ssh.user',
  ],
  ['nologin', 'echo This account is currently not available.; exit 1', 'currently not available.', 'usermod -s'],
  ['false', 'exit 1', 'nothing (exit code 1)', 'getent passwd root'],
  [
    'a server for file transfers',
    'echo This service allows sftp connections only.; exit 1',
    'This service allows sftp connections only.',
    'forcecommand',
  ],
  ['a forced command', 'echo; echo "  Welcome to the menu"; exit 0', '"Welcome to the menu" (exit code 0)', 'command='],
  ['a host that repeats the command line', 'printf "%s\\n" "$2"; exit 0', 'sh', 'forcecommand'],
  ['a host without sh', 'echo "bash: line 1: sh: command not found" >&2; exit 127', 'sh: command not found', 'getent'],
  ['a host that prints without end', 'exec yes spam', '"spam"', 'forcecommand'],
  [
    'a host that prints escape sequences',
    `printf '\\033[2J\\033]0;title\\007\\033[31mgo away\\033[0m\\r\\n'`,
    '"go away"',
    'getent',
  ],
  ['a host whose startup file ends the shell', 'exit 0', 'nothing (exit code 0)', 'getent'],
  ['a host whose startup file starts another shell', 'exec sh', 'nothing', 'getent'],
  ['a host whose startup file reads a line', 'read -r x; exec sh "$@"', 'reads the input', 'case $-'],
  ['a host whose startup file reads everything', 'cat >/dev/null; exec sh "$@"', 'reads the input', 'case $-'],
  ['a host whose startup file reads a byte', 'head -c 1 >/dev/null; exec sh "$@"', 'reads the input', 'case $-'],
  ['a host that prints text after commands', 'sh "$@"; echo bye', 'after the output of commands', 'case $-'],
  ['a host that prints a very long line', 'head -c 60000 /dev/zero | tr "\\0" x', `"${'x'.repeat(200)}"`, 'getent'],
];

test.each(HOSTS)('%s is refused, with its words and what to do', async (_host, script, quoted, advice) => {
  const failure = await loginWith(script).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'hosts/no-shell',
    message: expect.stringContaining(quoted),
    suggestions: expect.arrayContaining([expect.stringContaining(advice)]),
  });
  expect((failure as Error).message).toMatch(/^cp-1 \(root@127\.0\.0\.1:\d+\): the login of root was accepted/);
  expect((failure as Error).message).not.toMatch(/\p{Cc}/u);
  expect((failure as Error).message.length).toBeLessThan(400);
  await expect.poll(() => server?.connections.size).toBe(0);
});

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
  home.file('id', '#!/bin/sh\necho 1000\n', 0o755);
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

const PASSWORD = "echo 'admin ALL=(ALL) NOPASSWD: ALL'";
const TERMINAL = "echo 'Defaults:admin !requiretty'";

/** Recorded words of sudo 1.8 and 1.9, and those in the sources of sudo-rs. */
const REFUSALS: readonly (readonly [refusal: string, advice: string])[] = [
  ['sudo: a password is required', PASSWORD],
  ['sudo: sorry, you must have a tty to run sudo', TERMINAL],
  ['sudo: sudo must have a tty', TERMINAL],
  ['admin is not in the sudoers file.  This incident will be reported.', PASSWORD],
  ["Sorry, user admin is not allowed to execute '/bin/true' as root on cp-1.", PASSWORD],
  ['sudo: Account expired, contact your system administrator', 'chage -l admin'],
  ['sudo: interactive authentication is required', PASSWORD],
  ["sudo-rs: I'm sorry admin. I'm afraid I can't do that", PASSWORD],
];

const refusing = async <T>(words: string, use: () => Promise<T>): Promise<T> => {
  const file = home.file('refusal', `${words}\n`);
  try {
    return await use();
  } finally {
    rmSync(file);
  }
};

test.each(REFUSALS)('a login whose sudo says "%s" is refused, with what to add', (refusal, advice) =>
  refusing(refusal, async () => {
    await expect(login('admin')).rejects.toMatchObject({
      code: 'hosts/no-sudo',
      message: expect.stringMatching(/^cp-1: commands run as root, and admin /),
      suggestions: [expect.stringContaining(advice), expect.stringContaining('ssh.user')],
    });
    await expect(login('admin')).rejects.toThrow(refusal);
  }),
);

test.each(REFUSALS)(
  'a command is refused that finds a sudo that says "%s" since the login',
  async (refusal, advice) => {
    const transport = await login('admin');
    await refusing(refusal, () =>
      expect(transport.exec(whoAmI)).rejects.toMatchObject({
        code: 'hosts/no-sudo',
        suggestions: [expect.stringContaining(advice), expect.stringContaining('ssh.user')],
      }),
    );
  },
);

test('whatever sudo prints instead of running a command is a refusal, without its control characters', () =>
  refusing('sudo: \u001b[31mthe moon is full\u0007', async () => {
    await expect(login('admin')).rejects.toMatchObject({
      code: 'hosts/no-sudo',
      message: expect.stringMatching(/: sudo: the moon is full$/),
    });
  }));

test('a user with the id of root needs no sudo', async () => {
  home.file('id', '#!/bin/sh\necho 0\n', 0o755);
  try {
    expect((await (await login('toor')).exec(whoAmI)).stdout.toString()).toBe("in it's \n");
  } finally {
    home.file('id', '#!/bin/sh\necho 1000\n', 0o755);
  }
});

test('a host without sudo is an error', async () => {
  const bare = await startServer({hostKeys: [newKey().private], welcome: [mine.public], path: `${home.path}/bin`});
  mkdirSync(`${home.path}/bin`);
  for (const tool of ['env', 'sh', 'cat']) symlinkSync(`/bin/${tool}`, `${home.path}/bin/${tool}`);
  symlinkSync(`${home.path}/id`, `${home.path}/bin/id`);
  const host = hostWith({port: bare.port, user: 'admin', hostKeys: 'off', keyFiles: [home.file('key', mine.private)]});
  await expect(site.connect(host)).rejects.toMatchObject({
    code: 'hosts/no-sudo',
    suggestions: [expect.stringContaining('install the package sudo'), expect.stringContaining('ssh.user')],
  });
  await bare.stop();
});

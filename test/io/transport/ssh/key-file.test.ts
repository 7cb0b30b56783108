import {afterEach, beforeEach, expect, test} from 'vitest';
import {readKeyFile} from '../../../../src/io/transport/ssh/key-file.js';
import {string, uint32} from '../../../../src/io/transport/ssh/wire.js';
import {lockedKey, newKey, temporaryHome} from '../support/keys.js';
import {securityKey} from '../support/raw-agent.js';

let home: ReturnType<typeof temporaryHome>;

beforeEach(() => {
  home = temporaryHome();
});

afterEach(() => home.clean());

const publicText = (blob: Buffer, type = 'ssh-ed25519') => `${type} ${blob.toString('base64')} me@laptop\n`;

/** The file of a security key, with nothing behind its public key. */
const securityKeyFile = (blob: Buffer): string => {
  const bytes = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string('none'),
    string('none'),
    string(''),
    uint32(1),
    string(blob),
    string(''),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
};

test('a private key is usable, also with the line ends of Windows', async () => {
  const key = newKey();
  expect(await readKeyFile(home.file('key', key.private))).toMatchObject({is: 'private'});
  expect(await readKeyFile(home.file('key', key.private.replaceAll('\n', '\r\n')))).toMatchObject({is: 'private'});
});

test('an encrypted key shows its public key', async () => {
  const key = lockedKey('open sesame');
  const file = await readKeyFile(home.file('key', key.private));
  expect(file).toMatchObject({is: 'encrypted', publicKey: key.public.getPublicSSH()});
});

test('a public key names a key of the agent, also if others can read it', async () => {
  const blob = newKey().public.getPublicSSH();
  expect(await readKeyFile(home.file('key.pub', publicText(blob), 0o644))).toMatchObject({
    is: 'public',
    publicKey: blob,
    exists: true,
  });
});

test('FILE.pub stands for FILE where that does not exist', async () => {
  const blob = newKey().public.getPublicSSH();
  const file = home.file('key.pub', publicText(blob)).replace(/\.pub$/, '');
  expect(await readKeyFile(file)).toMatchObject({is: 'public', publicKey: blob, exists: false});
});

test('a security key in a file is named for what it is', async () => {
  const {blob} = securityKey('device');
  expect(await readKeyFile(home.file('key', securityKeyFile(blob)))).toMatchObject({
    is: 'public',
    publicKey: blob,
    why: expect.stringMatching(/security key.*ssh-add .*openssh/),
  });
});

test.each([
  ['is empty', '', 0o600, 'Unsupported key format'],
  ['is no key', 'hello\n', 0o600, 'Unsupported key format'],
  ['other users can read', newKey().private, 0o640, 'chmod 600'],
  ['has half a key', newKey().private.slice(0, 200), 0o600, ''],
])('a file that %s is not usable', async (_, content, mode, why) => {
  const file = await readKeyFile(home.file('key', content, mode));
  expect(file).toMatchObject({is: 'unusable', why: expect.stringContaining(why)});
});

test('a missing file is missing', async () => {
  expect(await readKeyFile(`${home.path}/none`)).toEqual({is: 'missing'});
});

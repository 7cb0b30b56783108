import {execFileSync} from 'node:child_process';
import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Failure} from '../../../src/core/failure.js';
import type {CredentialsConfig} from '../../../src/core/model/config.js';
import {authorizationOf} from '../../../src/core/network/authorization.js';
import {readCredentials} from '../../../src/io/local/credentials.js';

const WHERE = 'spec.registries[0].credentials';
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quorate-credentials-'));
  path = join(folder, 'secret');
});

afterEach(() => rm(folder, {recursive: true}));

const secretFile = async (content: string | Uint8Array, mode = 0o600) => {
  await writeFile(path, content, {mode});
  return path;
};
const read = (config: CredentialsConfig, env: NodeJS.ProcessEnv = {}) => readCredentials(config, env, WHERE);
const refused = (config: CredentialsConfig, env: NodeJS.ProcessEnv = {}): Promise<Failure> =>
  read(config, env).then(
    () => expect.unreachable('it was read'),
    (error: Failure) => error,
  );

describe('credentials', () => {
  test.each(['secret', 'secret\n', 'secret\r\n'])(
    'have the password of a file without its line end: %j',
    async content => {
      const passwordFile = await secretFile(content);
      expect(await read({username: 'robot', passwordFile})).toEqual({
        is: 'basic',
        username: 'robot',
        password: 'secret',
      });
    },
  );

  test('have spaces and letters of any language in a password', async () => {
    const passwordFile = await secretFile(' pä ß:\n');
    const credentials = await read({username: 'robot', passwordFile});
    expect(authorizationOf(credentials)).toBe(`Basic ${Buffer.from('robot: pä ß:').toString('base64')}`);
  });

  test('have the token of a file, or of a variable', async () => {
    const tokenFile = await secretFile('a.b-c\n');
    expect(await read({tokenFile})).toEqual({is: 'bearer', token: 'a.b-c'});
    const credentials = await read({tokenEnv: 'TOKEN'}, {TOKEN: 'xyz'});
    expect(authorizationOf(credentials)).toBe('Bearer xyz');
  });

  test('have the password of a variable', async () => {
    expect(await read({username: 'robot', passwordEnv: 'PASSWORD'}, {PASSWORD: 'secret'})).toEqual({
      is: 'basic',
      username: 'robot',
      password: 'secret',
    });
  });
});

describe('a secret is refused', () => {
  test.each([0o640, 0o604, 0o660])('when other users may read its file (mode %i)', async mode => {
    const tokenFile = await secretFile('token', mode);
    await chmod(tokenFile, mode);
    expect(await refused({tokenFile})).toMatchObject({
      code: 'config/credentials-unusable',
      message: `${WHERE}.tokenFile: ${tokenFile} is accessible by other users (mode ${mode.toString(8)})`,
      suggestions: [`chmod 600 ${tokenFile}`],
    });
  });

  test.each([
    ['is empty', ''],
    ['has only a line end', '\n'],
    ['has two lines', 'one\ntwo\n'],
    ['ends with an empty line', 'one\n\n'],
    ['has a control character', 'one\u001b[2Jtwo'],
    ['is not text', Buffer.from([0xff, 0xfe, 0x41])],
    ['is larger than 1 MiB', 'x'.repeat(1024 * 1024 + 1)],
  ])('when its file %s', async (_, content) => {
    const passwordFile = await secretFile(content);
    const failure = await refused({username: 'robot', passwordFile});
    expect(failure.code).toBe('config/credentials-unusable');
    expect(failure.message).toContain(`${WHERE}.passwordFile: ${path}`);
    expect(failure.message).not.toMatch(/[\x00-\x1f]/);
  });

  test('when its file does not exist, is a directory or is a pipe, without waiting for a writer', async () => {
    const codes = [];
    codes.push((await refused({tokenFile: path})).code);
    await mkdir(path);
    codes.push((await refused({tokenFile: path})).code);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    codes.push((await refused({tokenFile: pipe})).code);
    expect(codes).toEqual(Array(3).fill('config/credentials-unusable'));
  });

  test.each([{}, {TOKEN: ''}, {TOKEN: 'a\nb'}])('when its variable is unusable: %j', async env => {
    const failure = await refused({tokenEnv: 'TOKEN'}, env);
    expect(failure.code).toBe('config/credentials-unusable');
    expect(failure.message).toMatch(/^spec\.registries\[0\]\.credentials\.tokenEnv: .*TOKEN/);
  });

  test.each(['two words', 'tökén', 'a\tb'])('when a token cannot be part of a header: %j', async token => {
    expect(await refused({tokenEnv: 'TOKEN'}, {TOKEN: token})).toMatchObject({code: 'config/credentials-unusable'});
  });

  test('without its content in the error', async () => {
    const secrets = ['hunter2\nhunter3', 'hunter2 hunter3', 'hünter2'];
    for (const secret of secrets) {
      const failure = await refused({tokenEnv: 'TOKEN'}, {TOKEN: secret});
      expect(JSON.stringify([failure.message, failure.suggestions])).not.toMatch(/h[uü]nter/);
    }
  });
});

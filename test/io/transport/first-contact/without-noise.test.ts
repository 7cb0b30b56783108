import fc from 'fast-check';
import {afterAll, afterEach, expect, test} from 'vitest';
import type {Command} from '../../../../src/io/transport/transport.js';
import {connections, hostWith} from '../support/hosts.js';
import {newKey, temporaryHome} from '../support/keys.js';
import {startServer, type TestServer} from '../support/server.js';

const hostKey = newKey();
const mine = newKey();
const home = temporaryHome();
const site = connections();
let server: TestServer;

afterEach(async () => {
  await site.close();
  await server.stop();
});

afterAll(() => home.clean());

/** A host whose shell startup file prints these bytes on both outputs. */
const noisyHost = async (noise: string | Buffer) => {
  const file = home.file('noise', Buffer.from(noise));
  const shell = home.file('shell', `#!/bin/sh\ncat '${file}'; cat '${file}' >&2\nexec sh "$@"\n`, 0o755);
  server = await startServer({hostKeys: [hostKey.private], welcome: [mine.public], shell});
  return site.connect(hostWith({port: server.port, hostKeys: 'off', keyFiles: [home.file('key', mine.private)]}));
};

const sh = (script: string, more: Partial<Command> = {}): Command => ({
  argv: ['sh', '-c', script, 'quorate', "it's"],
  title: 'ask',
  changes: false,
  ...more,
});

test('the output of commands is without the text that a login shell prints before it', async () => {
  const noise = fc.oneof(
    fc.constantFrom('Welcome to cp-1!\n', 'no newline', '\u001b[2J', 'quorate 0:', '\n\n', 'x'.repeat(20_000)),
    fc.uint8Array({minLength: 1, maxLength: 200}).map(bytes => Buffer.from(bytes)),
  );
  await fc.assert(
    fc
      .asyncProperty(noise, fc.uint8Array({maxLength: 300}), async (text, bytes) => {
        const transport = await noisyHost(text);
        const stdin = Buffer.from(bytes);
        const heard: Buffer[] = [];
        const result = await transport.exec(sh('cat; echo "$1" >&2; exit 3', {stdin}), {
          onStdout: chunk => heard.push(chunk),
        });
        expect({...result, heard: Buffer.concat(heard)}).toEqual({
          code: 3,
          stdout: stdin,
          stderr: "it's\n",
          heard: stdin,
        });
      })
      .afterEach(async () => {
        await site.close();
        await server.stop();
      }),
    {numRuns: 12},
  );
});

test('a command that a noisy host does not have ends with 127', async () => {
  const transport = await noisyHost('Welcome\n');
  expect(await transport.exec({...sh(''), argv: ['quorate-no-such-command']})).toMatchObject({
    code: 127,
    stderr: expect.stringContaining('not found'),
  });
});

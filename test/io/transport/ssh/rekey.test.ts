import {createHash} from 'node:crypto';
import {afterEach, describe, expect, test} from 'vitest';
import {algorithms} from '../../../../src/io/transport/ssh/algorithms.js';
import type {Command, Transport} from '../../../../src/io/transport/transport.js';
import {connections, hostWith} from '../support/hosts.js';
import {hasSshd, type Sshd, startSshd} from '../support/sshd.js';

const site = connections();
let server: Sshd;

afterEach(async () => {
  await site.close();
  await server.stop();
});

const login = async (...settings: string[]): Promise<Transport> => {
  server = await startSshd([...settings, 'LogLevel DEBUG1']);
  return site.connect(hostWith(server.ssh));
};

const exchanges = (): number => server.log().split('SSH2_MSG_NEWKEYS received').length - 1;

const MEGABYTE = Buffer.alloc(1024 * 1024, 'quorate ');
const MEGABYTES = 4;

async function* upload(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < MEGABYTES; sent++) yield MEGABYTE;
}

const digest = createHash('sha256');
for (let sent = 0; sent < MEGABYTES; sent++) digest.update(MEGABYTE);
const DIGEST = digest.digest('hex');

const sh = (script: string, stdin?: Command['stdin']): Command => ({
  argv: ['sh', '-c', script],
  title: 'transfer',
  changes: false,
  ...(stdin === undefined ? {} : {stdin}),
});

/** Ciphers that need a MAC are tried with both kinds of it. */
const CIPHERS = (algorithms([]).cipher as readonly string[]).flatMap(cipher =>
  cipher.endsWith('-ctr')
    ? [
        [cipher, 'hmac-sha2-256-etm@openssh.com'],
        [cipher, 'hmac-sha2-512'],
      ]
    : [[cipher, '']],
);

describe.skipIf(!hasSshd)('a connection whose server asks for new keys after each megabyte', () => {
  test.each(CIPHERS)('transfers all bytes in both directions with %s %s', async (cipher, mac) => {
    const transport = await login('RekeyLimit 1M', `Ciphers ${cipher}`, ...(mac ? [`MACs ${mac}`] : []));
    const [up, down, both] = await Promise.all([
      transport.exec(sh('sha256sum', upload())),
      transport.exec(sh(`yes 'quorate ' | tr -d '\\n' | head -c ${MEGABYTES * MEGABYTE.length}`)),
      transport.exec(sh('cat', upload())),
    ]);
    expect(up.stdout.toString().slice(0, 64)).toBe(DIGEST);
    for (const {stdout} of [down, both]) expect(createHash('sha256').update(stdout).digest('hex')).toBe(DIGEST);
    await expect.poll(exchanges).toBeGreaterThan(MEGABYTES);
  });
});

describe.skipIf(!hasSshd)('a connection whose server asks for new keys after each second', () => {
  test('runs many small commands at a time, again and again', async () => {
    const transport = await login('RekeyLimit 1G 1');
    await expect
      .poll(async () => {
        const answers = await Promise.all(
          Array.from({length: 12}, (_, n) => transport.exec(sh(`cat; echo ${n}`, 'n'))),
        );
        expect(answers.map(({stdout}) => stdout.toString())).toEqual(answers.map((_, n) => `n${n}\n`));
        return exchanges();
      })
      .toBeGreaterThan(3);
  });
});

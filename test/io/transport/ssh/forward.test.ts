import {expect, test} from 'vitest';
import type {SshConnection} from '../../../../src/io/transport/ssh/connection.js';
import {forwardOver} from '../../../../src/io/transport/ssh/forward.js';

const refusing = (reason: number | undefined) =>
  ({
    label: 'cp-1 (root@10.0.0.5:22)',
    forward: () => Promise.reject(Object.assign(new Error('open failed'), reason === undefined ? {} : {reason})),
  }) as unknown as SshConnection;

/** Reason codes of RFC 4254, section 5.1. */
test.each([
  {reason: 1, advice: 'AllowTcpForwarding yes'},
  {reason: 2, advice: '[2001:db8::9]:2379'},
  {reason: 3, advice: '[2001:db8::9]:2379'},
  {reason: undefined, advice: '[2001:db8::9]:2379'},
])('a stream that is refused with reason $reason suggests "$advice"', async ({reason, advice}) => {
  await expect(forwardOver(refusing(reason), '2001:db8::9', 2379)).rejects.toMatchObject({
    code: 'hosts/no-forward',
    message: expect.stringMatching(/^cp-1 \(.*\): .*\[2001:db8::9\]:2379/),
    suggestions: expect.arrayContaining([expect.stringContaining(advice)]),
  });
});

import {describe, expect, test} from 'vitest';
import {connectFailure, isForPerson, printed, wasDropped} from '../../../../src/io/transport/openssh/failures.js';

const said = (own: string, others = '') => ({own, others});
const codeOf = (own: string, others = '') =>
  connectFailure({label: 'cp-1 (root@10.0.0.5:22)', byHand: 'ssh cp-1', said: said(own, others)}).code;

const LIES = [
  'Host key verification failed.',
  '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
  '@       WARNING: REVOKED HOST KEY DETECTED!               @',
  'root@10.0.0.5: Permission denied (publickey).',
  'Unable to negotiate with 10.0.0.5 port 22: no',
  'No ED25519 host key is known for x and you have requested strict checking.',
];

describe('what a server says', () => {
  test.each(LIES)('is not taken for words of ssh: %s', text => {
    const closed = 'Connection closed by 10.0.0.5 port 22';
    expect(codeOf(closed, text)).toBe('hosts/unreachable');
    expect(codeOf(`Received disconnect from 10.0.0.5 port 22:2: no\n${text}\nDisconnected from 10.0.0.5`)).toBe(
      'hosts/unreachable',
    );
    expect(codeOf('root@10.0.0.5: Permission denied (publickey).', text)).toBe('hosts/auth-refused');
  });

  test.each(LIES)('is, when it comes from the ssh of a jump host, the reason: %s', text => {
    expect(codeOf('Connection closed by UNKNOWN port 65535', text)).not.toBe('hosts/unreachable');
  });

  test('is shown without control and formatting characters, in one line of limited length', () => {
    const line = printed(said('', `\u001b[31mred\u001b[0m \u202eleft\r\n\u0007${'long '.repeat(10_000)}`));
    expect(line).toMatch(/^red +left long /);
    expect(line).toMatch(/^[ -~]{900,1000}$/);
  });
});

test.each([
  ['kex_exchange_identification: Connection closed by remote host\nConnection closed by 10.0.0.5 port 22', true],
  ['kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.0.0.5 port 22', true],
  ['ssh_exchange_identification: Connection closed by remote host', true],
  ['ssh_exchange_identification: read: Connection reset by peer', true],
  ['kex_exchange_identification: No SSH version received in first 1024 lines from server', false],
  ['kex_exchange_identification: banner line too long', false],
  ['Connection closed by 10.0.0.5 port 22', false],
])('a connection is tried again only when a busy server dropped it: %s', (own, expected) => {
  expect(wasDropped(said(own))).toBe(expected);
});

test('a person is asked when the server wants a login, and when ssh said nothing clear', () => {
  expect(isForPerson(said('root@10.0.0.5: Permission denied (publickey).'))).toBe(true);
  expect(isForPerson(said(''))).toBe(true);
  expect(isForPerson(said('ssh: connect to host 10.0.0.5 port 22: Connection refused'))).toBe(false);
});

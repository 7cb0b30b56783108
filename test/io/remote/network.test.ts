import {expect, test} from 'vitest';
import {hostName} from '../../../src/core/model/names.js';
import {answerOf} from '../../../src/io/remote/facts/answer.js';
import {addressesIn, portsIn} from '../../../src/io/remote/facts/network.js';

const saying = (section: string, text: string) => answerOf(hostName('cp-1'), '==', `== ${section}\n${text}\n== end\n`);

test('without ip, addresses are read from the routing tables', () => {
  const trie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     |-- 10.0.0.5
        /32 host LOCAL
     |-- 127.0.0.1
        /32 host LOCAL
Local:
     |-- 10.0.0.5
        /32 host LOCAL
     |-- 10.0.0.255
        /32 link BROADCAST`;
  expect(addressesIn(saying('fib-trie', trie))).toEqual(['10.0.0.5']);
});

test('without ss, listeners of both families are read from the kernel', () => {
  const sockets = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 0100007F:094B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 0500000A:8A3C 0600000A:192B 01 00000000:00000000 00:00000000 00000000     0        0 2
   0: 00000000000000000000000000000000:192B 00000000000000000000000000000000:0000 0A 00000000:00000000
   1: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000
   2: 000000FD000000000000000002000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000`;
  expect(portsIn(saying('sockets', sockets))).toEqual([
    {port: 2379, address: '127.0.0.1', process: ''},
    {port: 6443, address: '::', process: ''},
    {port: 22, address: '::1', process: ''},
    {port: 80, address: 'fd00:0:0:0:0:0:0:2', process: ''},
  ]);
});

test('a listener in an unknown format is an error', () => {
  expect(() => portsIn(saying('listeners', 'LISTEN what'))).toThrow('cp-1');
});

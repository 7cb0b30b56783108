import {createHmac, randomBytes} from 'node:crypto';
import {expect, test} from 'vitest';
import {fingerprint} from '../../../../src/io/transport/ssh/known-hosts/fingerprint.js';
import {judge, knownTypes} from '../../../../src/io/transport/ssh/known-hosts/judge.js';
import {parseKnownHosts} from '../../../../src/io/transport/ssh/known-hosts/parse.js';
import {knownHostsLine, newKey} from '../support/keys.js';

const key = newKey();
const other = newKey('ecdsa');
const blob = key.public.getPublicSSH();

const hashed = (name: string): string => {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
};

const verdict = (text: string, host = 'cp-1.example', port = 22) =>
  judge(parseKnownHosts(text, 'known_hosts'), host, port, blob).is;

test.each([
  ['a plain name', 'cp-1.example'],
  ['any letter case', 'CP-1.Example'],
  ['a list of names and addresses', 'web,cp-1.example,10.0.0.1'],
  ['a star', '*.example'],
  ['a question mark', 'cp-?.example'],
  ['a pattern with an exception for another host', '*.example,!cp-2.example'],
  ['a hashed name', hashed('cp-1.example')],
])('accepts a host by %s', (_, hosts) => {
  expect(verdict(knownHostsLine(hosts, key))).toBe('known');
});

test.each([
  ['another name', 'cp-2.example'],
  ['part of the name', 'cp-1'],
  ['a dot that is no wildcard', 'cp-1xexample'],
  ['an exception', '*.example,!cp-1.example'],
  ['the hash of another name', hashed('cp-2.example')],
  ['a hash of an unknown kind', hashed('cp-1.example').replace('|1|', '|2|')],
  ['the port of another server', '[cp-1.example]:2222'],
])('does not know a host by %s', (_, hosts) => {
  expect(verdict(knownHostsLine(hosts, key))).toBe('unknown');
});

test('a server on a port of its own is known by [host]:port, hashed or not, and by the plain name', () => {
  expect(verdict(knownHostsLine('[cp-1.example]:2222', key), 'cp-1.example', 2222)).toBe('known');
  expect(verdict(knownHostsLine(hashed('[cp-1.example]:2222'), key), 'cp-1.example', 2222)).toBe('known');
  expect(verdict(knownHostsLine('cp-1.example', key), 'cp-1.example', 2222)).toBe('known');
  expect(verdict(knownHostsLine('cp-1.example', other), 'cp-1.example', 2222)).toBe('unknown');
});

test('knows a host by any of its keys', () => {
  expect(verdict(knownHostsLine('cp-1.example', other) + knownHostsLine('cp-1.example', key))).toBe('known');
});

test('another key of any type is a change, with the line of the known one', () => {
  const known = parseKnownHosts(`# hosts\n\n${knownHostsLine('cp-1.example', other)}`, 'known_hosts');
  expect(judge(known, 'cp-1.example', 22, blob)).toMatchObject({
    is: 'changed',
    known: [{file: 'known_hosts', line: 3, type: 'ecdsa-sha2-nistp256'}],
  });
});

test('a revoked key is refused even where another line knows it', () => {
  expect(verdict(knownHostsLine('cp-1.example', key) + knownHostsLine('@revoked *', key))).toBe('revoked');
  expect(verdict(knownHostsLine('@revoked *', other) + knownHostsLine('cp-1.example', key))).toBe('known');
});

test('an @cert-authority line accepts no host and is reported', () => {
  const known = parseKnownHosts(knownHostsLine('@cert-authority *.example', key), 'known_hosts');
  expect(judge(known, 'cp-1.example', 22, blob)).toMatchObject({is: 'unknown', cas: [{line: 1}]});
});

test('passes over lines that it cannot read', () => {
  const text = `cp-1.example\ncp-1.example ssh-ed25519 AAAA\n@later * ${knownHostsLine('', key)}`;
  expect(parseKnownHosts(text, 'known_hosts')).toEqual([]);
});

test('lists the types of key known for a host, without revoked ones', () => {
  const text = knownHostsLine('[cp-1.example]:2222', other) + knownHostsLine('@revoked cp-1.example', key);
  const known = parseKnownHosts(text, 'known_hosts');
  expect(knownTypes(known, 'cp-1.example', 2222)).toEqual(['ecdsa-sha2-nistp256']);
  expect(knownTypes(known, 'cp-1.example', 22)).toEqual([]);
});

test('prints fingerprints as ssh-keygen does', () => {
  const published = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
  expect(fingerprint(Buffer.from(published, 'base64'))).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
});

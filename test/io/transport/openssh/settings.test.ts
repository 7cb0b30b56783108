import {expect, test} from 'vitest';
import type {SshSettings} from '../../../../src/core/model/config.js';
import {jumpOptions, optionsOf} from '../../../../src/io/transport/openssh/settings.js';
import {SSH} from '../../../support/builders/config.js';

const options = (ssh: Partial<SshSettings>): readonly string[] =>
  optionsOf({...SSH, agent: true, useConfig: true, ...ssh}, '/home/me').filter(word => word !== '-o');

const ALWAYS = ['ConnectTimeout=10'];

test.each<readonly [string, Partial<SshSettings>, readonly string[]]>([
  ['nothing that is not set', {}, ALWAYS],
  ['no configuration of ssh', {useConfig: false}, ['-F', 'none', ...ALWAYS]],
  ['key files in their order', {keyFiles: ['~/.ssh/a', '/b c']}, ['-i', '/home/me/.ssh/a', '-i', '/b c', ...ALWAYS]],
  ['no agent', {agent: false}, [...ALWAYS, 'IdentityAgent=none']],
  ['strict host keys only when they are set', {set: ['hostKeys']}, [...ALWAYS, 'StrictHostKeyChecking=yes']],
  ['new host keys', {hostKeys: 'accept-new'}, [...ALWAYS, 'StrictHostKeyChecking=accept-new']],
  ['a known_hosts file', {knownHostsFile: '~/my hosts'}, [...ALWAYS, 'UserKnownHostsFile="/home/me/my hosts"']],
  ['whole seconds', {connectTimeoutSeconds: 0.2}, ['ConnectTimeout=1']],
])('ssh gets %s', (_what, ssh, expected) => {
  expect(options(ssh)).toEqual(expected);
});

test('a jump host gets the same options, and tokens only of its own connection', () => {
  const jumps = [
    {address: 'a', user: 'me', port: 1},
    {address: 'b', user: 'root'},
  ];
  const [, proxy = ''] = jumpOptions(jumps, ['-i', '/k%h']);
  expect(proxy).toContain("'-i' '/k%%h'");
  expect(proxy).toMatch(/'-W' '\[%h\]:%p' '-l' 'root' '--' 'b'$/);
  expect(proxy).toContain('[%%h]:%%p');
  expect(proxy).toContain('/k%%%%h');
});

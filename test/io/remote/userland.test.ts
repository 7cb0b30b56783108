import {linkSync, mkdirSync, rmSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {EMPTY_QUERY} from '../../../src/core/plan/fact-query.js';
import {uutils} from '../../support/userland.js';
import {TestHost} from './test-host.js';

let host: TestHost;
beforeEach(() => {
  host = new TestHost();
});
afterEach(() => host.remove());

const facts = () => host.port.facts({...EMPTY_QUERY, paths: ['/etc/machine-id'], units: ['etcd.service']});

describe('a host is refused before anything else fails on it', () => {
  test.each([
    ['/bin/busybox', 'stat'],
    ['/usr/bin/busybox', 'sed'],
    ['/bin/toybox', 'date'],
  ])('when its tools are those of %s: %s', async (box, tool) => {
    host.write(box, '#!/bin/sh\nexit 1\n', 0o755);
    mkdirSync(host.at('/commands'), {recursive: true});
    rmSync(host.at(`/commands/${tool}`), {force: true});
    linkSync(host.at(box), host.at(`/commands/${tool}`));
    await expect(facts()).rejects.toMatchObject({
      code: 'hosts/unsupported-userland',
      message: expect.stringMatching(new RegExp(`cp-1: .*${box}.* ${tool}`)),
    });
  });

  test('when its C library is musl', async () => {
    host.write('/lib/ld-musl-x86_64.so.1', '');
    await expect(facts()).rejects.toMatchObject({code: 'hosts/unsupported-userland'});
  });

  test('when systemd is not its service manager', async () => {
    rmSync(host.at('/run/systemd/system'), {recursive: true});
    await expect(facts()).rejects.toMatchObject({code: 'hosts/no-systemd'});
  });
});

test('a host with glibc may have musl as well', async () => {
  host.write('/lib/ld-musl-x86_64.so.1', '');
  host.write('/lib64/ld-linux-x86-64.so.2', '');
  host.command('systemctl', 'exit 0');
  await expect(facts()).resolves.toMatchObject({machineId: '0123456789abcdef'});
});

const there = uutils();

test.skipIf('why' in there)(
  `the tests of scripts run with uutils, too${'why' in there ? `: ${there.why}` : ''}`,
  () => {
    expect(there).toHaveProperty('folder');
  },
);

import {expect, test} from 'vitest';
import {packageManagerOf} from '../../../src/core/model/package-manager.js';

const on = (id: string, ...commands: readonly string[]) =>
  packageManagerOf({commands, os: {id, version: '1', kernel: '6.1.0'}});

test.each([
  ['apt', 'debian', ['apt-get']],
  ['apt', 'ubuntu', ['apt-get', 'dnf', 'zypper']],
  ['dnf', 'rocky', ['apt-get', 'dnf']],
  ['dnf', 'fedora', ['dnf']],
  ['zypper', 'opensuse-leap', ['dnf', 'zypper']],
  ['apt', 'unknown', ['apt-get', 'dnf']],
  ['zypper', 'unknown', ['zypper']],
  [undefined, 'debian', []],
  [undefined, 'alpine', ['apk']],
  [undefined, 'fedora', ['dnf', 'rpm-ostree']],
  [undefined, 'sle-micro', ['zypper', 'transactional-update']],
] as const)('the package manager is %s on %s with %j', (manager, id, commands) => {
  expect(on(id, ...commands)).toBe(manager);
});

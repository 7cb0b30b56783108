import {addressKind, canonicalAddress, canonicalHost} from '../../network/address.js';
import type {ConfigIssue, Path} from '../problem.js';
import {type Check, type DraftHost, hostsOf} from './check.js';
import {sshWay} from './ssh-target.js';

/** Hosts are told apart by name, by address and by where SSH connects. */
export const hostIdentity: Check = function* (draft, where) {
  const hosts = hostsOf(draft);
  yield* repeated(
    hosts,
    'name',
    ({host}) => host.name,
    (name, first) => ({
      code: 'config/duplicate-name',
      message: `a host called "${name}" is there already${where(first)}`,
      suggestion: 'give each host a name of its own',
    }),
  );
  yield* repeated(
    hosts,
    'address',
    ({host}) => host.address && canonicalAddress(host.address),
    (address, first) => ({
      code: 'config/duplicate-address',
      message: `another host has the address ${address} already${where(first)}`,
      suggestion:
        'give each host an address of its own; one machine takes several roles as roles: [control-plane, worker]',
    }),
  );
  const target = (each: DraftHost) =>
    each.host.connection === 'ssh' && each.host.sshAddress !== undefined
      ? `${canonicalHost(each.host.sshAddress)} ${sshWay(each, draft)}`
      : undefined;
  yield* repeated(hosts, 'sshAddress', target, (_, first) => ({
    code: 'config/duplicate-ssh-target',
    message: `SSH would reach the same machine as for another host${where(first)}`,
    suggestion: 'give the hosts different sshAddress or ssh.port values',
  }));
};

/** Only one machine is the one quorate runs on. */
export const oneLocalHost: Check = function* (draft, where) {
  const [first, ...others] = hostsOf(draft).filter(({host}) => host.connection === 'local');
  for (const {path, title} of first ? others : []) {
    yield {
      code: 'config/several-local-hosts',
      path: [...path, 'connection'],
      message: `${title} cannot be local too: ${first?.title} is${where([...(first?.path ?? []), 'connection'])}, and quorate runs on one machine`,
      suggestion: 'use connection: ssh for all hosts but the one you run quorate on',
    };
  }
};

const UNREACHABLE: Readonly<Record<string, string>> = {
  loopback: 'a loopback address: on every other host it is that host itself',
  unspecified: 'the unspecified address',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address',
  linkLocal: 'a link-local address, which means nothing on another network',
};

export const reachableAddresses: Check = function* (draft) {
  for (const {host, path} of hostsOf(draft)) {
    const what = host.address && UNREACHABLE[addressKind(host.address)];
    if (!what) continue;
    yield {
      code: 'config/unreachable-address',
      path: [...path, 'address'],
      message: `${host.address} is ${what}`,
      suggestion: 'name the address under which the other hosts reach this one',
    };
  }
};

function* repeated(
  hosts: readonly DraftHost[],
  key: string,
  value: (host: DraftHost) => string | undefined,
  issue: (value: string, first: Path) => Omit<ConfigIssue, 'path'>,
): Iterable<ConfigIssue> {
  const seen = new Map<string, Path>();
  for (const host of hosts) {
    const here = value(host);
    if (here === undefined) continue;
    const path = [...host.path, key];
    const first = seen.get(here);
    if (first) yield {...issue(here, first), path};
    else seen.set(here, path);
  }
}

import {addressKind, canonicalAddress, canonicalHost} from '../../network/address.js';
import {own} from '../../own.js';
import type {ConfigIssue, Path} from '../problem.js';
import {type Check, type DraftHost, hostsOf} from './check.js';
import {sshRoute} from './ssh-target.js';

/** Names, addresses and SSH targets of hosts must be unique. */
export const hostIdentity: Check = function* (draft, where) {
  const hosts = hostsOf(draft);
  yield* repeated(
    hosts,
    'name',
    ({host}) => host.name,
    (name, first) => ({
      code: 'config/duplicate-name',
      message: `duplicate host name "${name}"${where(first)}`,
      suggestion: 'give each host a unique name',
    }),
  );
  yield* repeated(
    hosts,
    'address',
    ({host}) => host.address && canonicalAddress(host.address),
    (address, first) => ({
      code: 'config/duplicate-address',
      message: `duplicate address ${address}${where(first)}`,
      suggestion: 'give each host a unique address; one machine can have several roles: roles: [control-plane, worker]',
    }),
  );
  const target = (each: DraftHost) =>
    each.host.connection === 'ssh' && each.host.sshAddress !== undefined
      ? `${canonicalHost(each.host.sshAddress)} ${sshRoute(each, draft)}`
      : undefined;
  yield* repeated(hosts, 'sshAddress', target, (_, first) => ({
    code: 'config/duplicate-ssh-target',
    message: `SSH connects to the same machine as for another host${where(first)}`,
    suggestion: 'set different sshAddress or ssh.port values for the hosts',
  }));
};

/** quorate runs on one machine, so only one host can be local. */
export const oneLocalHost: Check = function* (draft, where) {
  const [first, ...others] = hostsOf(draft).filter(({host}) => host.connection === 'local');
  for (const {path, title} of first ? others : []) {
    yield {
      code: 'config/several-local-hosts',
      path: [...path, 'connection'],
      message: `${title} cannot be local: ${first?.title} already is${where([...(first?.path ?? []), 'connection'])}, and quorate runs on one machine`,
      suggestion: 'use connection: ssh for all hosts except the one that quorate runs on',
    };
  }
};

const UNREACHABLE: Readonly<Record<string, string>> = {
  loopback: 'a loopback address, unreachable from other hosts',
  unspecified: 'the unspecified address',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address',
  linkLocal: 'a link-local address, unreachable from other networks',
};

export const reachableAddresses: Check = function* (draft) {
  for (const {host, path} of hostsOf(draft)) {
    const what = host.address && own(UNREACHABLE, addressKind(host.address));
    if (!what) continue;
    yield {
      code: 'config/unreachable-address',
      path: [...path, 'address'],
      message: `${host.address} is ${what}`,
      suggestion: 'set the address at which the other hosts reach this one',
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

import type {HostName} from '../../model/names.js';
import {caution, refusal, type UpgradeCheckInput, type UpgradeRule} from './input.js';

/** What runs on a host that cannot be read is not known: a member or an API server there may be of any version. */
export const hosts: UpgradeRule = given =>
  given.desired.hosts.flatMap(({name}) => {
    const facts = given.observed.hosts.get(name);
    if (facts?.known === true) return [];
    const why = facts?.why ?? 'was not asked';
    return [isNeeded(name, given) ? unread(name, why) : leftBehind(name, why)];
  });

const isNeeded = (name: HostName, {desired: {etcd, controlPlanes}}: UpgradeCheckInput): boolean =>
  [...etcd, ...controlPlanes].some(({host}) => host === name);

const unread = (name: HostName, why: string) =>
  refusal(
    'host-unknown',
    `${name}: which versions it runs is not known: ${why}`,
    `make ${name} reachable; or, when it is lost for good, quorate remove --lost ${name}`,
  );

const leftBehind = (name: HostName, why: string) =>
  caution(
    'host-left-behind',
    `${name}: stays at the versions it runs, for it cannot be read: ${why}`,
    `when it is back: quorate upgrade again; or, when it is lost for good, quorate remove --lost ${name}`,
  );

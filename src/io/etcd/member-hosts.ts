import type {DesiredMember} from '../../core/model/desired.js';
import type {Fact} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {HostFacts} from '../../core/model/observed.js';
import {UNITS} from '../../core/render/paths.js';

export interface MemberHosts {
  /** The hosts to ask about etcd: those of the declared members, and those that have an undeclared one. */
  readonly toAsk: () => readonly HostName[];
  /** Updates the hosts from their facts. True when there is a host that was not to be asked before. */
  learn(hosts: ReadonlyMap<HostName, Fact<HostFacts>>): boolean;
}

/**
 * A host whose etcd role was deleted from the configuration still has its member, and that member votes. A host that
 * cannot be read keeps its last known state.
 */
export function memberHosts(members: readonly DesiredMember[]): MemberHosts {
  const declared = new Set(members.map(({host}) => host));
  const undeclared = new Set<HostName>();
  return {
    toAsk: () => [...declared, ...undeclared],
    learn(hosts) {
      const before = new Set(undeclared);
      for (const [name, facts] of hosts) {
        if (declared.has(name) || !facts.known) continue;
        if (hasMember(facts.value)) undeclared.add(name);
        else undeclared.delete(name);
      }
      return [...undeclared].some(name => !before.has(name));
    },
  };
}

const hasMember = ({etcdMarker, owned}: HostFacts): boolean =>
  (etcdMarker !== undefined && etcdMarker.state !== 'removed') || owned.has(`${UNITS}/etcd.service`);

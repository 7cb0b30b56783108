import type {DesiredMember} from '../../core/model/desired.js';
import type {Fact} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {HostFacts} from '../../core/model/observed.js';
import {UNITS} from '../../core/render/paths.js';

export interface MemberHosts {
  /** The hosts to ask about etcd: those of the declared members, and those that carry one all the same. */
  readonly toAsk: () => readonly HostName[];
  /** Takes in what hosts look like. Was one found that was not among those to ask before? */
  learn(hosts: ReadonlyMap<HostName, Fact<HostFacts>>): boolean;
}

/**
 * A host whose role was edited in the file carries its member still, and that member votes. Who cannot be read stays
 * what it was when it could be.
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
        if (carriesMember(facts.value)) undeclared.add(name);
        else undeclared.delete(name);
      }
      return [...undeclared].some(name => !before.has(name));
    },
  };
}

const carriesMember = ({etcdMarker, owned}: HostFacts): boolean =>
  (etcdMarker !== undefined && etcdMarker.state !== 'removed') || owned.has(`${UNITS}/etcd.service`);

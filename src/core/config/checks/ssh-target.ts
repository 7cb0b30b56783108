import {canonicalAddress, canonicalHost} from '../../network/address.js';
import {type Check, type Draft, type DraftHost, hostsOf} from './check.js';

/** The way SSH takes to an address: the same port behind the same jump hosts is the same machine. */
export function sshWay({host: {ssh}}: DraftHost, draft: Draft): string {
  const defaults = draft.spec?.ssh;
  return JSON.stringify([ssh?.port ?? defaults?.port, ssh?.jumpHosts ?? defaults?.jumpHosts]);
}

/** A host that SSH reaches at the address of another one is that one: what is done to the first is done to it. */
export const sshAddressOfAnother: Check = function* (draft, where) {
  const hosts = hostsOf(draft);
  const byAddress = new Map(
    hosts.flatMap(each => (each.host.address === undefined ? [] : [[canonicalAddress(each.host.address), each]])),
  );
  for (const each of hosts) {
    const {connection, sshAddress} = each.host;
    if (connection !== 'ssh' || sshAddress === undefined) continue;
    const target = canonicalHost(sshAddress);
    const other = byAddress.get(target);
    if (other === undefined || other === each || sshWay(other, draft) !== sshWay(each, draft)) continue;
    // Where both name it, the second of them is a problem of its own.
    if (other.host.sshAddress !== undefined && canonicalHost(other.host.sshAddress) === target) continue;
    yield {
      code: 'config/ssh-address-of-another',
      path: [...each.path, 'sshAddress'],
      message: `${sshAddress} is the address of ${other.title}${where([...other.path, 'address'])}: SSH would reach ${other.title} as ${each.title}`,
      suggestion: `name the address at which SSH reaches ${each.title}; where a port of ${other.title} leads there, set its ssh.port`,
    };
  }
};

import {canonicalAddress, canonicalHost} from '../../network/address.js';
import {type Check, type Draft, type DraftHost, hostsOf} from './check.js';

/** How SSH reaches an address: the same port behind the same jump hosts is the same machine. */
export function sshRoute({host: {ssh}}: DraftHost, draft: Draft): string {
  const defaults = draft.spec?.ssh;
  return JSON.stringify([ssh?.port ?? defaults?.port, ssh?.jumpHosts ?? defaults?.jumpHosts]);
}

/** If the sshAddress of a host is the address of another one, SSH changes the other one. */
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
    if (other === undefined || other === each || sshRoute(other, draft) !== sshRoute(each, draft)) continue;
    // hostIdentity reports two hosts with the same SSH target.
    if (other.host.sshAddress !== undefined && canonicalHost(other.host.sshAddress) === target) continue;
    yield {
      code: 'config/ssh-address-of-another',
      path: [...each.path, 'sshAddress'],
      message: `${sshAddress} is the address of ${other.title}${where([...other.path, 'address'])}: SSH would connect to ${other.title} instead of ${each.title}`,
      suggestion: `set the address at which SSH reaches ${each.title}; if ${other.title} forwards a port to it, set its ssh.port`,
    };
  }
};

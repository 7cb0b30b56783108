import type {HostName} from '../../core/model/names.js';
import type {ExpectedIdentity} from '../../ports/host.js';
import {assertField} from './path.js';

/** The line with the expected identity of the host; without it, the host must have none recorded. */
export function identityLine(host: HostName, identity: ExpectedIdentity | undefined): string {
  if (identity === undefined) return '';
  assertField(host, [identity.cluster, identity.host]);
  return `identity\t${identity.cluster}\t${identity.host}\n`;
}

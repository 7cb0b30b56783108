import type {HostName} from '../../../core/cluster/names.js';
import type {ExpectedIdentity} from '../../../run/site.js';
import {assertField} from './path.js';

/** The line that says who the host must be; without it the host must have no identity recorded. */
export function identityLine(host: HostName, identity: ExpectedIdentity | undefined): string {
  if (identity === undefined) return '';
  assertField(host, [identity.cluster, identity.host]);
  return `identity\t${identity.cluster}\t${identity.host}\n`;
}

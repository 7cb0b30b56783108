import type {Finding} from '../core/model/finding.js';
import {expiredCertificates} from '../core/pki/expired.js';
import type {PlanInput} from '../core/plan/input.js';
import {repairEtcd} from '../core/plan/repair.js';
import type {Verb} from './verb.js';

/** What may be the reason why etcd does not serve. */
export const expiry = ({observed, now}: PlanInput): string | undefined => expiredCertificates(observed, now);

/** While the state of etcd is unknown nothing else is planned for it. */
export function etcdUnknown(verb: Verb, input: PlanInput): readonly Finding[] {
  const {etcd} = input.observed;
  if (etcd.known) return [];
  const expired = expiry(input);
  const repair = input.desired.etcd.length === 0 ? {why: 'it is unmanaged'} : repairEtcd(input);
  const why = 'why' in repair ? `; it cannot be repaired in place: ${repair.why}` : '';
  return [
    {
      code: 'etcd/unreadable',
      level: 'error',
      message: `etcd: ${etcd.why}${expired === undefined ? '' : `; ${expired}`}${why}`,
      fix:
        'why' in repair
          ? 'start the members that are down: `systemctl start etcd.service` on their hosts; then run the same command again'
          : `to renew what has expired and start the members: \`quorate apply\`${verb.name === 'apply' ? '' : '; then run the same command again'}`,
    },
  ];
}

import {listed} from '../core/format.js';
import type {Finding} from '../core/model/finding.js';
import type {HostName} from '../core/model/names.js';
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
          ? `${membersByHand(input).join('; ')}; then run the same command again`
          : `to renew what has expired and start the members: \`quorate apply\`${verb.name === 'apply' ? '' : '; then run the same command again'}`,
    },
  ];
}

/** What makes the members serve again, by what each of them does now. */
export function membersByHand({desired, observed}: Pick<PlanInput, 'desired' | 'observed'>): readonly string[] {
  const states = new Map<HostName, MemberState>(desired.etcd.map(({host}) => [host, stateOf(host, observed)]));
  const advice = (wanted: MemberState, text: (hosts: string) => string) => {
    const hosts = [...states].flatMap(([host, state]) => (state === wanted ? [host] : []));
    return hosts.length === 0 ? [] : [text(listed(hosts))];
  };
  return [
    ...advice('unreachable', hosts => `make ${hosts} reachable`),
    ...advice('stopped', hosts => `on ${hosts}: \`systemctl start etcd.service\``),
    ...advice(
      'unresponsive',
      hosts =>
        `on ${hosts}: \`journalctl --unit=etcd.service\` shows why etcd does not serve; if a flag is the reason, correct it in the configuration`,
    ),
    ...(states.size === 0 ? ['ask the operator of that etcd to start its members'] : []),
  ];
}

/** unresponsive: its process runs, or systemd starts it again and again. */
type MemberState = 'unreachable' | 'stopped' | 'unresponsive';

function stateOf(host: HostName, {hosts}: PlanInput['observed']): MemberState {
  const facts = hosts.get(host);
  if (facts?.known !== true) return 'unreachable';
  const active = facts.value.units.get('etcd.service')?.active;
  return active === 'active' || active === 'activating' ? 'unresponsive' : 'stopped';
}

import {Failure} from '../../core/failure.js';
import type {DesiredMember} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdMember, EtcdState} from '../../core/model/observed.js';
import {LIMITS} from '../remote/limits.js';
import type {HostTransport} from '../transport/transport.js';
import {voterHosts} from './member-host.js';

/**
 * Whether a member answers its peers although its host is unreachable from here. Asked on the hosts of all voters that
 * serve reads: reachable for one is reachable, and it is unknown when one of them does not know, or when there is none.
 * A member that is not in the list is not reachable.
 */
export async function isReachableByPeers(
  peerUrl: string,
  desired: readonly DesiredMember[],
  transportTo: (host: HostName) => HostTransport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
): Promise<Fact<boolean>> {
  const etcd = await state();
  if (!etcd.known) return etcd;
  if (etcd.value.is !== 'formed') return unknown(`no voter to ask about ${peerUrl}: etcd is ${etcd.value.is}`);
  const {members} = etcd.value;
  const member = members.find(each => each.peerUrl === peerUrl);
  if (member === undefined) return known(false);
  const others = members.filter(each => each !== member);
  const voters = voterHosts(others, desired);
  if (voters.length === 0) return unknown(`no other voter to ask about ${peerUrl}`);
  const answers = await Promise.all(voters.map(voter => askVoter(voter, transportTo(voter), member, script)));
  return answers.find(each => each.known && each.value) ?? answers.find(each => !each.known) ?? known(false);
}

async function askVoter(
  voter: HostName,
  transport: HostTransport,
  {id, peerUrl}: EtcdMember,
  script: string,
): Promise<Fact<boolean>> {
  try {
    const {code, stderr} = await transport.exec(
      {
        argv: ['sh', '-c', script, 'etcd-reachable', id],
        title: `check whether ${peerUrl} answers`,
        changes: false,
      },
      {timeoutMs: LIMITS.etcdReachable},
    );
    if (code === 0 || code === NO_ANSWER) return known(code === 0);
    return unknown(`${voter}: ${stderr.trim() || `exit code ${code}`}`);
  } catch (error) {
    if (error instanceof Failure) return unknown(error.message);
    throw error;
  }
}

/** Exit code of the script when the member does not answer. */
const NO_ANSWER = 3;

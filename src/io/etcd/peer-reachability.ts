import {Failure} from '../../core/failure.js';
import type {DesiredMember} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdState} from '../../core/model/observed.js';
import type {Transport} from '../transport/transport.js';
import {voterHost} from './member-host.js';

/**
 * Whether a member answers its peers although its host is unreachable from here. Asked on the host of a voter that
 * serves reads; unknown when there is none. A member that is not in the list is not reachable.
 */
export async function isReachableByPeers(
  peerUrl: string,
  desired: readonly DesiredMember[],
  transportTo: (host: HostName) => Transport,
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
  const voter = voterHost(others, desired);
  if (voter === undefined) return unknown(`no other voter to ask about ${peerUrl}`);
  try {
    const argv = ['sh', '-c', script, 'etcd-reachable', member.id];
    const {code, stderr} = await transportTo(voter).exec({
      argv,
      title: `check whether ${peerUrl} answers`,
      changes: false,
    });
    return code === 0 || code === NO_ANSWER ? known(code === 0) : unknown(`${voter}: ${stderr.trim()}`);
  } catch (error) {
    if (error instanceof Failure) return unknown(error.message);
    throw error;
  }
}

/** Exit code of the script when the member does not answer. */
const NO_ANSWER = 3;

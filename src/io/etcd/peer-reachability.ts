import {Failure} from '../../core/failure.js';
import type {DesiredMember} from '../../core/model/desired.js';
import {type Fact, known, unknown} from '../../core/model/fact.js';
import type {HostName} from '../../core/model/names.js';
import type {EtcdState} from '../../core/model/observed.js';
import type {Transport} from '../transport/transport.js';
import {voterHost} from './member-host.js';

/**
 * Does a member answer the others, though its host cannot be reached from here? Asked on the host of a voter that
 * serves reads, by the id the list has for it; unknown where none can be asked. Who is not in the list answers nobody.
 */
export async function isReachableByPeers(
  peerUrl: string,
  desired: readonly DesiredMember[],
  reach: (host: HostName) => Transport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
): Promise<Fact<boolean>> {
  const etcd = await state();
  if (!etcd.known) return etcd;
  if (etcd.value.is !== 'formed') return unknown(`no voter can be asked about ${peerUrl}: etcd is ${etcd.value.is}`);
  const {members} = etcd.value;
  const member = members.find(each => each.peerUrl === peerUrl);
  if (member === undefined) return known(false);
  const others = members.filter(each => each !== member);
  const voter = voterHost(others, desired);
  if (voter === undefined) return unknown(`no other voter can be asked about ${peerUrl}`);
  try {
    const argv = ['sh', '-c', script, 'etcd-heard', member.id];
    const {code, stderr} = await reach(voter).exec({argv, title: `ask for ${peerUrl}`, changes: false});
    return code === 0 || code === SILENT ? known(code === 0) : unknown(`${voter}: ${stderr.trim()}`);
  } catch (error) {
    if (error instanceof Failure) return unknown(error.message);
    throw error;
  }
}

/** What the script ends with when nobody answers at all. */
const SILENT = 3;

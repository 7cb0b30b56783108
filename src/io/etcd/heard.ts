import type {DesiredMember} from '../../core/cluster/desired.js';
import {type Fact, known, unknown} from '../../core/cluster/fact.js';
import type {HostName} from '../../core/cluster/names.js';
import type {EtcdState} from '../../core/cluster/observed.js';
import {Failure} from '../../core/failure.js';
import type {Transport} from '../host/transport.js';

/**
 * Does a member answer the others, though its host cannot be reached from here? Asked on the host of a voter that
 * serves reads; unknown where none can be asked.
 */
export async function isHeard(
  peerUrl: string,
  desired: readonly DesiredMember[],
  reach: (host: HostName) => Transport,
  script: string,
  state: () => Promise<Fact<EtcdState>>,
): Promise<Fact<boolean>> {
  const etcd = await state();
  if (!etcd.known) return etcd;
  const members = etcd.value.is === 'formed' ? etcd.value.members : [];
  const voter = desired.find(each => each.peerUrl !== peerUrl && members.some(member => isVoterAt(member, each)));
  if (voter === undefined) return unknown(`no other voter can be asked about ${peerUrl}`);
  try {
    const argv = ['sh', '-c', script, 'etcd-heard', peerUrl];
    const {code, stderr} = await reach(voter.host).exec({argv, title: `ask for ${peerUrl}`, changes: false});
    return code === 0 || code === SILENT ? known(code === 0) : unknown(`${voter.host}: ${stderr.trim()}`);
  } catch (error) {
    if (error instanceof Failure) return unknown(error.message);
    throw error;
  }
}

/** What the script ends with when nobody answers at all. */
const SILENT = 3;

const isVoterAt = (
  member: {readonly peerUrl: string; readonly learner: boolean; readonly healthy: boolean},
  {peerUrl}: DesiredMember,
): boolean => member.peerUrl === peerUrl && member.healthy && !member.learner;

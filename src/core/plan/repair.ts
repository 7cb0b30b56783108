import {type Action, isDue} from '../actions/action.js';
import {type Artifact, releaseFor} from '../artifacts/bundle.js';
import {pathOn} from '../artifacts/install-paths.js';
import {known} from '../model/fact.js';
import type {EtcdId, HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import {expiredCertificates} from '../pki/expired.js';
import {quorum} from '../quorum/quorum.js';
import {DATA_OWNER} from '../render/data-owner.js';
import {ETCD_DATA} from '../render/etcd/flags.js';
import {PKI} from '../render/paths.js';
import {unitInputs} from '../render/unit-inputs.js';
import {SYSUSERS} from '../render/users.js';
import {compareVersions, minorsBetween} from '../versions/version.js';
import {type DesiredHostState, desiredOn} from './desired-actions.js';
import type {PlanInput} from './input.js';
import {versionInUse} from './rollout/release-before.js';
import type {Plan} from './stage.js';
import {pathsOf} from './staged/component-change.js';
import {memberFlags} from './staged/try-flags.js';
import {stageOf} from './stages.js';

/** A plan that starts etcd again, or why there is none. */
export type Repair = {readonly plan: Plan} | {readonly why: string};

/**
 * Repairs an etcd that serves nothing, in place: certificates of the same CA, units, flags and links of the version in
 * use, and the start of members whose data is there. It changes no data, no markers and no membership. As etcd has no
 * quorum, no member that restarts can be missed.
 */
export function repairEtcd(input: PlanInput): Repair {
  const {etcd} = input.desired;
  const members = etcd.flatMap(member => {
    const facts = input.observed.hosts.get(member.host);
    const id = facts?.known === true ? clusterIdOf(facts.value) : undefined;
    return facts?.known === true && id !== undefined ? [{member, id, facts: facts.value}] : [];
  });
  const needed = quorum(etcd.length);
  if (members.length < needed)
    return {why: `${members.length} of ${etcd.length} members can be read and have their data; ${needed} are needed`};
  if (new Set(members.map(({id}) => id)).size > 1) return {why: 'the members have data of different clusters'};
  const blocked = members.flatMap(({member, facts}) => blockedBy(member.host, facts, input));
  if (blocked.length > 0) return {why: blocked.join('; ')};
  // It may serve and be slow: what runs is restarted one member after another, when etcd answers.
  const running = members.filter(({member, facts}) => seemsToRun(member.host, facts, input));
  if (running.length >= needed)
    return {why: `etcd runs on ${running.map(({member}) => member.host).join(', ')}, with valid certificates`};

  const repairs = members.map(({member, facts}) => ({member, ...repairOn(member.host, facts, input)}));
  const runs = repairs.flatMap(each => each.runs);
  if (runs.length === 0 && repairs.every(({puts}) => puts.length === 0))
    return {why: 'certificates, units and flags are in order, and etcd runs'};
  return {
    plan: [
      stageOf(
        'try-flags',
        repairs
          .filter(each => each.canTry)
          .map(({member}) => ({
            kind: 'etcd/smoke-test',
            host: member.host,
            path: '/opt/quorate/bin/etcd',
            flags: memberFlags(member, input.release.versions.etcd, input.desired),
          })),
      ),
      stageOf(
        'repair-etcd',
        repairs.flatMap(({puts, runs: units}) => [...puts, ...units]),
      ),
      stageOf('await-etcd', [
        {
          kind: 'etcd/await-leader',
          ...without(
            input,
            members.map(({member}) => member.host),
          ),
        },
      ]),
    ].filter(({actions}) => actions.length > 0),
  };
}

/** Its process runs, and no certificate that it uses has expired. */
function seemsToRun(host: HostName, facts: HostFacts, {now}: PlanInput): boolean {
  const publicTexts = new Map([...facts.publicTexts].filter(([path]) => path.startsWith(ETCD_PKI)));
  const expired = expiredCertificates({hosts: new Map([[host, known({...facts, publicTexts})]])}, now);
  return facts.units.get(ETCD)?.active === 'active' && expired === undefined;
}

/** Only of a voter with data. */
function clusterIdOf({etcdMarker, etcdMarkerCopy, directories}: HostFacts): EtcdId | undefined {
  const markers = [etcdMarker, etcdMarkerCopy].filter(each => each !== undefined);
  const ids = new Set(markers.map(({state, clusterId, memberId}) => `${state} ${clusterId} ${memberId}`));
  const hasData = directories.get(ETCD_DATA)?.empty === false;
  return ids.size === 1 && markers[0]!.state === 'member' && hasData ? markers[0]!.clusterId : undefined;
}

const etcdArtifact = (facts: HostFacts, {release}: PlanInput): Artifact | undefined =>
  releaseFor(release, facts.arch).artifacts.get('etcd');

/**
 * A version is changed only to complete an upgrade: to one that is installed already, by one minor at most, and never
 * back, because the data may have the format of the newer one.
 */
function blockedBy(host: HostName, facts: HostFacts, input: PlanInput): readonly string[] {
  const artifact = etcdArtifact(facts, input);
  const used = artifact && versionInUse(facts, artifact);
  if (artifact === undefined || used === undefined || used === artifact.version) return [];
  const isStep = compareVersions(artifact.version, used) > 0 && minorsBetween(used, artifact.version) <= 1;
  const isInstalled = facts.files.get(pathOn(facts, artifact))?.digest === artifact.sha256;
  return input.rollout !== undefined && isStep && isInstalled
    ? []
    : [`${host} has etcd ${used}, not ${artifact.version} as configured`];
}

interface HostRepair {
  readonly puts: readonly Action[];
  readonly runs: readonly Action[];
  /** Its flags change, and its certificates do not. */
  readonly canTry: boolean;
}

function repairOn(host: HostName, facts: HostFacts, input: PlanInput): HostRepair {
  const state = desiredOn(host, facts, input);
  const text = state.unitTexts.get(ETCD) ?? '';
  const inputs = new Set(unitInputs(text));
  const isOfEtcd = (action: Action) =>
    pathsOf(action).some(path => inputs.has(path)) ||
    (action.kind === 'cert/issue' && action.cert.signedBy === 'etcd-ca');
  const puts = state.configure.filter(action => isOfEtcd(action) && isDue(action, input));
  const users = state.configure.filter(action => isOfUsers(action) && isDue(action, input));
  const renews = puts.some(({kind}) => kind === 'cert/issue');
  return {
    puts: [...users, ...puts],
    runs: runOf(state).filter(action => puts.length > 0 || isDue(action, input)),
    canTry: !renews && puts.some(({kind}) => kind === 'file/put'),
  };
}

const ETCD = 'etcd.service';
const ETCD_PKI = PKI.etcdCa.cert.slice(0, PKI.etcdCa.cert.lastIndexOf('/') + 1);

/** What the unit needs besides: the user that it runs as, and the script that gives it its data. */
const isOfUsers = (action: Action): boolean =>
  action.kind === 'users/create' || ('path' in action && [SYSUSERS, DATA_OWNER].includes(action.path));

const runOf = ({early}: DesiredHostState): readonly Action[] => early.filter(({unit}) => unit === ETCD);

const without = ({desired}: PlanInput, present: readonly HostName[]) => {
  const missing = desired.etcd.map(({host}) => host).filter(host => !present.includes(host));
  return missing.length === 0 ? {} : {without: missing};
};

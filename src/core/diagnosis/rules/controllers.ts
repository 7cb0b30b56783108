import {counted, duration, listed} from '../../format.js';
import type {HostName} from '../../model/names.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {ControlEvidence, LeaseEvidence} from '../control-evidence.js';
import type {UnitEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

const API_SERVER = 'kube-apiserver.service';
/** A Lease lasts 15 s. When its holder dies, another process has it after 20 s. */
const SILENT_SECONDS = 60;
/** Controllers and schedulers start again by themselves until their API server is ready. */
const STARTING_SECONDS = 60;
/** For this time after a change of leader, the new one may still be reading what there is. */
const SETTLED_SECONDS = 120;
const FLAPPING_RESTARTS = 3;
const RECENT_SECONDS = 600;

/** Controller managers and schedulers whose units are active and that do not do their work. */
export const controllersRule = (context: DiagnosisContext): readonly RawFinding[] => {
  const control = knownValue(knownValue(context.evidence.kube)?.control);
  return control === undefined ? [] : COMPONENTS.flatMap(component => judge(component, control, context));
};

interface Component {
  readonly name: string;
  readonly unit: string;
  /** What waits for it, in words. */
  readonly waiting: (context: DiagnosisContext, control: ControlEvidence) => readonly string[];
}

const COMPONENTS: readonly Component[] = [
  {
    name: 'kube-controller-manager',
    unit: 'kube-controller-manager.service',
    waiting: (_, {unobserved}) => unobserved.map(name => `Deployment ${name}: its last change was not observed`),
  },
  {
    name: 'kube-scheduler',
    unit: 'kube-scheduler.service',
    waiting: ({evidence}, {now}) =>
      (knownValue(evidence.kube)?.unseenPods ?? [])
        .filter(({node, since}) => node === '' && secondsBetween(since, now) > SETTLED_SECONDS)
        .map(({name, since}) => `pod ${name}: not considered for ${duration(now.getTime() - since.getTime())}`),
  },
];

/** The worst of it: no leader, a leader that does not last, or one that does nothing. */
function judge(component: Component, control: ControlEvidence, context: DiagnosisContext): readonly RawFinding[] {
  const {name, unit} = component;
  const here = unitsOf(unit, context);
  // Without a host that was read it is unknown for how long anything has run.
  if (here.length === 0) return [];
  const lease = control.leases.find(each => each.name === name);
  const apiSeconds = youngest(context);
  const hosts = here.map(({host}) => host);
  const base = {subjects: [unit, ...hosts], values: {unit, component: name, hosts: listed(hosts)}};
  if (isSilent(lease, control.now, here, apiSeconds))
    return [
      {
        ...base,
        code: 'kube/no-leader',
        message: `no ${name} leads: its Lease ${lease === undefined ? 'does not exist' : 'is not renewed'}`,
        evidence: [...leaseLines(lease, control.now), ...here.map(stateLine), ...here.flatMap(({log}) => log)],
      },
    ];
  const restarted = here.map(each => ({...each, times: unprovoked(each, apiSeconds)})).filter(({times}) => times > 0);
  const restarts = restarted.reduce((sum, {times}) => sum + times, 0);
  const heldSeconds = lease?.acquired === undefined ? 0 : secondsBetween(lease.acquired, control.now);
  if (restarts >= FLAPPING_RESTARTS && heldSeconds < RECENT_SECONDS)
    return [
      {
        ...base,
        code: 'kube/leader-unstable',
        message: `${name} loses its Lease over and over: ${counted(restarts, 'restart')} in the last ten minutes`,
        evidence: [
          ...leaseLines(lease, control.now),
          ...restarted.map(({host, times}) => `${host}: systemd restarted ${unit} ${counted(times, 'time')}`),
          ...restarted.flatMap(({log}) => log),
        ],
      },
    ];
  const alone = restarted.filter(({times}) => times >= FLAPPING_RESTARTS);
  if (alone.length > 0) return alone.map(each => flapping(unit, each));
  const waiting = component.waiting(context, control);
  if (waiting.length === 0 || heldSeconds < SETTLED_SECONDS || apiSeconds < SETTLED_SECONDS) return [];
  const leader = hosts.find(host => host === lease?.holder);
  return [
    {
      ...base,
      code: 'kube/leader-idle',
      ...(leader === undefined ? {} : {host: leader}),
      message: `${leader === undefined ? '' : `${leader}: `}${name} holds its Lease and does not work`,
      evidence: [...leaseLines(lease, control.now), ...cut(waiting)],
      values: {...base.values, hosts: leader ?? listed(hosts)},
    },
  ];
}

/** Others hold the Lease, so only this process is at fault. */
const flapping = (unit: string, {host, times, log}: Here & {readonly times: number}): RawFinding => ({
  code: 'hosts/unit-restarting',
  host,
  message: `${host}: ${unit} is crash-looping`,
  evidence: [`restarted ${counted(times, 'time')} in the last ten minutes`, ...log],
  subjects: [unit],
  values: {unit},
});

type Here = UnitEvidence & {readonly host: HostName};

/** On control planes with an API server that is ready: each of them uses that of its own host. */
const unitsOf = (unit: string, {desired, evidence}: DiagnosisContext): readonly Here[] =>
  desired.controlPlanes.flatMap(({host}) => {
    const found = knownValue(evidence.hosts.get(host))?.units.get(unit);
    return found !== undefined && knownValue(evidence.observed.apiReady.get(host)) === true ? [{...found, host}] : [];
  });

/** For how long the API server that started last has been active; 0 if none is, or it is unknown. */
const youngest = (context: DiagnosisContext): number => {
  const servers = unitsOf(API_SERVER, context).filter(({active}) => active === 'active');
  return servers.length === 0 ? 0 : Math.min(...servers.map(({activeSeconds}) => activeSeconds ?? 0));
};

/** Both the API servers and one of the processes have had the time to get it. */
function isSilent(lease: LeaseEvidence | undefined, now: Date, here: readonly Here[], apiSeconds: number): boolean {
  const seconds = lease?.renewed === undefined ? Number.POSITIVE_INFINITY : secondsBetween(lease.renewed, now);
  const running = Math.max(0, ...here.map(({activeSeconds}) => activeSeconds ?? 0));
  return Math.min(seconds, apiSeconds, running) > SILENT_SECONDS;
}

/** Restarts that have another reason than API servers that were starting. */
const unprovoked = ({restartedSecondsAgo = []}: UnitEvidence, apiSeconds: number): number =>
  restartedSecondsAgo.filter(ago => ago <= RECENT_SECONDS && ago < apiSeconds - STARTING_SECONDS).length;

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

const leaseLines = (lease: LeaseEvidence | undefined, now: Date): readonly string[] => {
  if (lease === undefined) return ['the Lease does not exist in kube-system'];
  const ago = (date: Date | undefined) =>
    date === undefined ? 'never' : `${duration(Math.max(0, now.getTime() - date.getTime()))} ago`;
  return [
    `Lease ${lease.name}: held by ${lease.holder || 'no process'}, acquired ${ago(lease.acquired)}, renewed ${ago(lease.renewed)}, ${counted(lease.transitions, 'change')} of holder`,
  ];
};

const stateLine = ({host, active, restarts}: Here): string =>
  `${host}: ${active}, restarted ${counted(restarts, 'time')} by systemd`;

const MAX_LINES = 12;

const cut = (all: readonly string[]): readonly string[] =>
  all.length > MAX_LINES ? [...all.slice(0, MAX_LINES), `and ${all.length - MAX_LINES} more`] : all;

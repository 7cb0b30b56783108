import {swapOff} from '../../checks/preflight/swap.js';
import {bytes, duration} from '../../format.js';
import {offBy} from '../../model/clock-offset.js';
import {unknown} from '../../model/fact.js';
import type {HostName} from '../../model/names.js';
import type {ObservedCluster} from '../../model/observed.js';
import {type DiagnosisContext, isFresh, knownOf} from '../context.js';
import type {RawFinding} from '../findings.js';
import {readingFailed} from '../unread.js';

/** Difference to the other hosts, in milliseconds. */
const CLOCK_DRIFTS_MS = 2_000;
const CLOCK_OFF_MS = 10_000;
/** Share of free space below which kubelet evicts pods. */
const LOW_SHARE = 0.1;

/** Findings of single hosts, except those of units and files. */
export const hostsRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...unread(context),
  ...fresh(context),
  ...clocks(context),
  ...swap(context),
  ...machineIds(context),
  ...disks(context),
];

function unread({desired, evidence}: DiagnosisContext): readonly RawFinding[] {
  return desired.hosts.flatMap(({name}): readonly RawFinding[] => {
    const facts = evidence.observed.hosts.get(name);
    if (facts?.known !== true) {
      const failed = readingFailed(name, facts ?? unknown('was not asked'));
      return [{code: 'hosts/unreachable', host: name, message: `${name}: cannot be read`, ...failed}];
    }
    const more = evidence.hosts.get(name);
    if (more?.known !== false || isFresh(name, evidence)) return [];
    return [
      {
        code: 'hosts/facts-incomplete',
        host: name,
        message: `${name}: some facts could not be read`,
        ...readingFailed(name, more),
      },
    ];
  });
}

const fresh = ({desired, evidence}: DiagnosisContext): readonly RawFinding[] =>
  desired.hosts
    .filter(({name}) => isFresh(name, evidence))
    .map(({name}) => ({
      code: 'hosts/not-joined',
      host: name,
      message: `${name}: not joined yet`,
      ...(isNodeOf(name, evidence.observed)
        ? {evidence: [`the API has a Node ${name}`], remedy: `quorate replace ${name} ${name}`}
        : {evidence: []}),
    }));

/** The Node is of another machine with this name. */
const isNodeOf = (name: HostName, {kube}: ObservedCluster): boolean =>
  kube.known && kube.value.nodes.some(node => node.name === name);

/** Hosts are compared with each other, this machine with the median of the hosts whose answers tell it well enough. */
function clocks({evidence}: DiagnosisContext): readonly RawFinding[] {
  const read = knownOf(evidence.observed.hosts);
  const sorted = read
    .filter(
      ([
        ,
        {
          clock: {least, most},
        },
      ]) => most - least <= CLOCK_DRIFTS_MS,
    )
    .map(([, facts]) => offBy(facts.clock))
    .toSorted((one, other) => one - other);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const usual = sorted.length > 2 ? median : 0;
  return [...read.flatMap(([host, facts]) => clock(host, offBy(facts.clock, usual))), ...operator(usual)];
}

function clock(host: HostName, off: number): readonly RawFinding[] {
  if (Math.abs(off) <= CLOCK_DRIFTS_MS) return [];
  const message = `${host}: its clock is ${duration(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}`;
  return [{code: Math.abs(off) < CLOCK_OFF_MS ? 'hosts/clock-drifts' : 'hosts/clock-off', host, message, evidence: []}];
}

function operator(usual: number): readonly RawFinding[] {
  if (Math.abs(usual) <= CLOCK_DRIFTS_MS) return [];
  const message = `the clock of this machine is ${duration(Math.abs(usual))} ${usual > 0 ? 'behind' : 'ahead of'} the clocks of the hosts`;
  return [{code: 'hosts/operator-clock-off', message, evidence: []}];
}

function swap({desired, evidence}: DiagnosisContext): readonly RawFinding[] {
  const matters = new Set([...desired.etcd, ...desired.nodes].map(({host}) => host));
  return knownOf(evidence.observed.hosts)
    .filter(([host, facts]) => facts.swap && matters.has(host))
    .map(([host, facts]) => ({
      code: 'hosts/swap-on',
      host,
      message: `${host}: swap is enabled`,
      evidence: (facts.swapDevices ?? []).map(device => `swap on ${device}; to turn it off: ${swapOff(facts)}`),
    }));
}

function machineIds({evidence}: DiagnosisContext): readonly RawFinding[] {
  const byId = new Map<string, string[]>();
  for (const [host, {machineId}] of knownOf(evidence.observed.hosts))
    byId.set(machineId, [...(byId.get(machineId) ?? []), host]);
  return [...byId]
    .filter(([, hosts]) => hosts.length > 1)
    .map(([id, hosts]) => {
      const names = hosts.toSorted().join(', ');
      const message = `${names}: have the same machine id`;
      return {
        code: 'hosts/machine-id-shared',
        message,
        evidence: [`machine id ${id}`],
        subjects: hosts,
        values: {hosts: names},
      };
    });
}

/** Paths with the same numbers are on one file system: it is reported once. */
function disks({evidence}: DiagnosisContext): readonly RawFinding[] {
  return knownOf(evidence.hosts).flatMap(([host, {disks: all}]) => {
    const low = [...all].filter(([, {totalBytes, freeBytes}]) => freeBytes < LOW_SHARE * totalBytes);
    const bySize = new Map(
      low.toReversed().map(([path, size]) => [`${size.totalBytes} ${size.freeBytes}`, {path, size}]),
    );
    return [...bySize.values()].map(({path, size: {totalBytes, freeBytes}}) => ({
      code: 'hosts/disk-low' as const,
      host,
      message: `${host}: ${bytes(freeBytes)} of ${bytes(totalBytes)} are free in ${path}`,
      evidence: low
        .filter(([, other]) => other.totalBytes === totalBytes && other.freeBytes === freeBytes)
        .map(([each]) => `${each} is on this file system`),
      values: {path},
    }));
  });
}

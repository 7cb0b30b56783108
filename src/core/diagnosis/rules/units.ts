import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {renderHost} from '../../render/host.js';
import {unitInputs, unitReloads} from '../../render/unit-inputs.js';
import {type DiagnosisContext, knownOf, knownValue} from '../context.js';
import type {UnitEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** Starts after which a unit that is not up is taken to be in a loop. */
const LOOP_STARTS = 3;

export const unitsRule = (about: DiagnosisContext): readonly RawFinding[] => [
  ...about.due.flatMap(action => (action.kind === 'service/run' ? started(action.host, action.unit, about) : [])),
  ...about.due.flatMap(action => (action.kind === 'service/reload' ? unreloaded(action.host, action.unit, about) : [])),
  ...loops(about),
  ...dropIns(about),
];

/** Why the planner would start a unit: it is down, is not to be started at boot, or runs with other inputs. */
function started(host: HostName, unit: string, about: DiagnosisContext): readonly RawFinding[] {
  const facts = knownValue(about.evidence.observed.hosts.get(host));
  const state = facts?.units.get(unit);
  if (facts === undefined || state === undefined) return [];
  const {log = [], result} = evidenceOf(host, unit, about) ?? {};
  const base = {
    host,
    evidence: [...(result === undefined || result === 'success' ? [] : [`result: ${result}`]), ...log],
    about: [unit],
    values: {unit},
  };
  if (state.active === 'failed') return [{...base, code: 'hosts/unit-failed', message: `${host}: ${unit} has failed`}];
  if (!['active', 'activating', 'reloading'].includes(state.active))
    return [{...base, code: 'hosts/unit-stopped', message: `${host}: ${unit} is ${state.active}`}];
  return [
    ...(state.enabled
      ? []
      : [{...base, code: 'hosts/unit-disabled' as const, message: `${host}: ${unit} is not started at boot`}]),
    ...(state.fresh
      ? []
      : [
          {
            ...base,
            code: 'drift/unit-stale' as const,
            message: `${host}: ${unit} runs with other inputs than are on disk`,
            about: [unit, ...unitInputs(unitText(host, unit, facts, about))],
          },
        ]),
  ];
}

function unreloaded(host: HostName, unit: string, about: DiagnosisContext): readonly RawFinding[] {
  const facts = knownValue(about.evidence.observed.hosts.get(host));
  if (facts?.units.get(unit)?.reloaded !== false) return [];
  const reads = unitReloads(unitText(host, unit, facts, about));
  const message = `${host}: ${unit} works by an older configuration than is on disk`;
  return [
    {
      code: 'drift/unit-unreloaded',
      host,
      message,
      evidence: reads.map(path => `it reads ${path}`),
      about: [unit, ...reads],
    },
  ];
}

/** A unit that systemd is starting again just now counts as running for the planner. */
const loops = ({evidence}: DiagnosisContext): readonly RawFinding[] =>
  knownOf(evidence.hosts).flatMap(([host, {units}]) =>
    [...units]
      .filter(([, {active, restarts}]) => active === 'activating' && restarts >= LOOP_STARTS)
      .map(([unit, {restarts, result, log}]) => ({
        code: 'hosts/unit-restarting' as const,
        host,
        message: `${host}: ${unit} starts over and over`,
        evidence: [`started again ${restarts} times, last result: ${result}`, ...log],
        about: [unit],
        values: {unit},
      })),
  );

const dropIns = ({evidence}: DiagnosisContext): readonly RawFinding[] =>
  knownOf(evidence.hosts).flatMap(([host, each]) =>
    [...each.dropIns].flatMap(([unit, paths]) =>
      paths.map(path => ({
        code: 'drift/unit-drop-in' as const,
        host,
        message: `${host}: ${path} changes ${unit}`,
        evidence: [],
        about: [unit, path],
        values: {unit, path},
      })),
    ),
  );

const evidenceOf = (host: HostName, unit: string, {evidence}: DiagnosisContext): UnitEvidence | undefined =>
  knownValue(evidence.hosts.get(host))?.units.get(unit);

const unitText = (host: HostName, unit: string, facts: HostFacts, {situation}: DiagnosisContext): string =>
  renderHost({...situation, facts}, host).files.find(({path}) => path.endsWith(`/${unit}`))?.text ?? '';

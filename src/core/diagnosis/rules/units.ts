import {releaseFor} from '../../artifacts/bundle.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts} from '../../model/observed.js';
import {renderHost} from '../../render/host.js';
import {unitInputs, unitReloads} from '../../render/unit-inputs.js';
import {type DiagnosisContext, knownOf, knownValue} from '../context.js';
import type {UnitEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';

/** Restarts after which a unit that is not up counts as crash-looping. */
const LOOP_STARTS = 3;

export const unitsRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...context.due.flatMap(action =>
    action.kind === 'service/run' ? needsStart(action.host, action.unit, context) : [],
  ),
  ...context.due.flatMap(action =>
    action.kind === 'service/reload' ? unreloaded(action.host, action.unit, context) : [],
  ),
  ...loops(context),
  ...dropIns(context),
];

/** Why the planner would start a unit: it is down, not enabled at boot, or its inputs changed. */
function needsStart(host: HostName, unit: string, context: DiagnosisContext): readonly RawFinding[] {
  const facts = knownValue(context.evidence.observed.hosts.get(host));
  const state = facts?.units.get(unit);
  if (facts === undefined || state === undefined) return [];
  const {log = [], result} = unitEvidence(host, unit, context) ?? {};
  const base = {
    host,
    evidence: [...(result === undefined || result === 'success' ? [] : [`result: ${result}`]), ...log],
    subjects: [unit],
    values: {unit},
  };
  if (state.active === 'failed') return [{...base, code: 'hosts/unit-failed', message: `${host}: ${unit} has failed`}];
  if (!['active', 'activating', 'reloading'].includes(state.active))
    return [{...base, code: 'hosts/unit-stopped', message: `${host}: ${unit} is ${state.active}`}];
  return [
    ...(state.enabled
      ? []
      : [{...base, code: 'hosts/unit-disabled' as const, message: `${host}: ${unit} is not enabled at boot`}]),
    ...(state.fresh
      ? []
      : [
          {
            ...base,
            code: 'drift/unit-stale' as const,
            message: `${host}: ${unit} needs a restart: its inputs changed on disk`,
            subjects: [unit, ...unitInputs(unitText(host, unit, facts, context))],
          },
        ]),
  ];
}

function unreloaded(host: HostName, unit: string, context: DiagnosisContext): readonly RawFinding[] {
  const facts = knownValue(context.evidence.observed.hosts.get(host));
  if (facts?.units.get(unit)?.reloaded !== false) return [];
  const reads = unitReloads(unitText(host, unit, facts, context));
  const message = `${host}: ${unit} needs a reload: its configuration changed on disk`;
  return [
    {
      code: 'drift/unit-unreloaded',
      host,
      message,
      evidence: reads.map(path => `it reads ${path}`),
      subjects: [unit, ...reads],
    },
  ];
}

/** The planner takes a unit that systemd is restarting for running. */
const loops = ({evidence}: DiagnosisContext): readonly RawFinding[] =>
  knownOf(evidence.hosts).flatMap(([host, {units}]) =>
    [...units]
      .filter(([, {active, restarts}]) => active === 'activating' && restarts >= LOOP_STARTS)
      .map(([unit, {restarts, result, log}]) => ({
        code: 'hosts/unit-restarting' as const,
        host,
        message: `${host}: ${unit} is crash-looping`,
        evidence: [`restarted ${restarts} times, last result: ${result}`, ...log],
        subjects: [unit],
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
        subjects: [unit, path],
        values: {unit, path},
      })),
    ),
  );

const unitEvidence = (host: HostName, unit: string, {evidence}: DiagnosisContext): UnitEvidence | undefined =>
  knownValue(evidence.hosts.get(host))?.units.get(unit);

const unitText = (host: HostName, unit: string, facts: HostFacts, {situation}: DiagnosisContext): string =>
  renderHost({...situation, release: releaseFor(situation.release, facts.arch), facts}, host).files.find(({path}) =>
    path.endsWith(`/${unit}`),
  )?.text ?? '';

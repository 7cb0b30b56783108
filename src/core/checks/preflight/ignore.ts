import type {Finding} from '../../model/finding.js';
import {ARTIFACT_SOURCE} from './artifact-source.js';
import {warning} from './check.js';
import {CLUSTER_CHECKS, HOST_CHECKS} from './table.js';
import {UNMANAGED_ETCD_CHECKS} from './unmanaged-etcd.js';

/**
 * The findings, with errors of the named checks turned into warnings, and a warning for each name without a check.
 * @param names checks in any letter case ("Swap", "Port-6443"), or "all"; a text may have several, separated by commas.
 */
export const ignorePreflight = (findings: readonly Finding[], names: readonly string[]): readonly Finding[] => {
  const requested = names.flatMap(name => name.split(',')).flatMap(name => name.trim() || []);
  const ignored = new Set(requested.map(lower));
  return [
    ...requested.filter(name => !isKnown(name)).map(unknownName),
    ...findings.map(finding =>
      finding.level === 'error' && canBeIgnored(finding) && (ignored.has('all') || ignored.has(lower(finding.code)))
        ? ({...finding, level: 'warning'} as const)
        : finding,
    ),
  ];
};

/** Starting etcd on the data of an unknown member cannot be repaired later, and binaries of another architecture never run. */
export const canBeIgnored = ({code}: Finding): boolean =>
  code !== 'DirAvailable--var-lib-etcd' && code !== 'Architecture' && !REQUIRED_OF_UNMANAGED_ETCD.includes(code);

/** Without a working etcd of its own no cluster can be built; an old version is a risk that may be taken. */
const REQUIRED_OF_UNMANAGED_ETCD: readonly string[] = UNMANAGED_ETCD_CHECKS.filter(
  name => name !== 'ExternalEtcdVersion',
);

const CHECKS = [
  ...[...CLUSTER_CHECKS, ...HOST_CHECKS].map(check => check.name),
  ...UNMANAGED_ETCD_CHECKS,
  ARTIFACT_SOURCE,
];

const isKnown = (name: string): boolean =>
  ['all', ...CHECKS].some(check =>
    check.endsWith('-') ? lower(name).startsWith(lower(check)) : lower(name) === lower(check),
  );

const lower = (text: string): string => text.toLowerCase();

const unknownName = (name: string): Finding =>
  warning(
    'IgnorePreflightErrors',
    `there is no preflight check ${name}`,
    `the checks are ${CHECKS.map(check => (check.endsWith('-') ? `${check}…` : check)).join(', ')}`,
  );

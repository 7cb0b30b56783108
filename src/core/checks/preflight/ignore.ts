import type {Finding} from '../../model/finding.js';
import {warning} from './check.js';
import {HOST_CHECKS, SITE_CHECKS} from './table.js';
import {UNMANAGED_ETCD_CHECKS} from './unmanaged-etcd.js';

/**
 * The findings with the errors of the named checks turned into warnings, and a warning for each name that is none.
 * @param names checks in any letter case ("Swap", "Port-6443"), or "all"; one text may hold several between commas.
 */
export const ignorePreflight = (findings: readonly Finding[], names: readonly string[]): readonly Finding[] => {
  const asked = names.flatMap(name => name.split(',')).flatMap(name => name.trim() || []);
  const ignored = new Set(asked.map(lower));
  return [
    ...asked.filter(name => !isKnown(name)).map(unknownName),
    ...findings.map(finding =>
      finding.level === 'error' && canBeIgnored(finding) && (ignored.has('all') || ignored.has(lower(finding.code)))
        ? ({...finding, level: 'warning'} as const)
        : finding,
    ),
  ];
};

/**
 * Data of an unknown member in a new cluster is what no later run can mend, and binaries of another architecture never
 * run.
 */
export const canBeIgnored = ({code}: Finding): boolean =>
  code !== 'DirAvailable--var-lib-etcd' && code !== 'Architecture' && !NEEDED_OF_STORE.includes(code);

/** Without an etcd that answers for one cluster alone there is nothing to go on with; its version is a matter of risk. */
const NEEDED_OF_STORE = UNMANAGED_ETCD_CHECKS.filter(name => name !== 'ExternalEtcdVersion');

const CHECKS = [...[...SITE_CHECKS, ...HOST_CHECKS].map(check => check.name), ...UNMANAGED_ETCD_CHECKS];

const isKnown = (name: string): boolean =>
  ['all', ...CHECKS].some(check =>
    check.endsWith('-') ? lower(name).startsWith(lower(check)) : lower(name) === lower(check),
  );

const lower = (text: string): string => text.toLowerCase();

const unknownName = (name: string): Finding =>
  warning(
    'IgnorePreflight',
    `no preflight check is called ${name}`,
    `the checks are ${CHECKS.map(check => (check.endsWith('-') ? `${check}…` : check)).join(', ')}`,
  );

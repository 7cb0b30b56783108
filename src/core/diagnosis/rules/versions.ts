import {linkedTo} from '../../artifacts/install-paths.js';
import type {HostName} from '../../model/names.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

/** Without a bundle, drift cannot be judged. */
export const bundleRule = ({noBundle, desired}: DiagnosisContext): readonly RawFinding[] =>
  noBundle === undefined
    ? []
    : [
        {
          code: 'drift/no-bundle',
          message: 'there is no bundle to compare files and versions with',
          evidence: [noBundle],
          values: {version: desired.kubernetesVersion},
        },
      ];

/** A symlink to another version of the same program says which version is in use. Other drift follows from it. */
export function versionsRule({due, evidence}: DiagnosisContext): readonly RawFinding[] {
  const byHost = new Map<HostName, string[]>();
  const paths = new Map<HostName, string[]>();
  for (const action of due) {
    if (action.kind !== 'link/put') continue;
    const used = linkedTo(knownValue(evidence.observed.hosts.get(action.host))?.links.get(action.path) ?? '');
    const desired = linkedTo(action.target);
    if (used === undefined || desired === undefined || used.name !== desired.name || used.version === desired.version)
      continue;
    add(byHost, action.host, `${desired.name} ${used.version} is in use, the configuration has ${desired.version}`);
    add(paths, action.host, action.path);
  }
  return [...byHost].map(([host, lines]) => ({
    code: 'drift/version-differs',
    host,
    message: `${host}: does not use the version of the configuration`,
    evidence: lines,
    subjects: paths.get(host) ?? [],
  }));
}

const add = (to: Map<HostName, string[]>, host: HostName, line: string) =>
  to.set(host, [...(to.get(host) ?? []), line]);

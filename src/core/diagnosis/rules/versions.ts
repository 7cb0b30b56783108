import type {HostName} from '../../model/names.js';
import {linkedTo} from '../../versions/install-paths.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

/** What cannot be judged without a bundle. */
export const bundleRule = ({noBundle}: DiagnosisContext): readonly RawFinding[] =>
  noBundle === undefined
    ? []
    : [{code: 'drift/no-bundle', message: 'files and versions were compared with nothing', evidence: [noBundle]}];

/** A link whose target is the same program in another version says what is in use: the rest of the drift follows. */
export function versionsRule({due, evidence}: DiagnosisContext): readonly RawFinding[] {
  const byHost = new Map<HostName, string[]>();
  const paths = new Map<HostName, string[]>();
  for (const action of due) {
    if (action.kind !== 'link/put') continue;
    const used = linkedTo(knownValue(evidence.observed.hosts.get(action.host))?.links.get(action.path) ?? '');
    const wanted = linkedTo(action.target);
    if (used === undefined || wanted === undefined || used.name !== wanted.name || used.version === wanted.version)
      continue;
    add(byHost, action.host, `${wanted.name} ${used.version} is in use, the configuration asks for ${wanted.version}`);
    add(paths, action.host, action.path);
  }
  return [...byHost].map(([host, lines]) => ({
    code: 'drift/version-differs',
    host,
    message: `${host}: has another version than the configuration asks for`,
    evidence: lines,
    about: paths.get(host) ?? [],
  }));
}

const add = (to: Map<HostName, string[]>, host: HostName, line: string) =>
  to.set(host, [...(to.get(host) ?? []), line]);

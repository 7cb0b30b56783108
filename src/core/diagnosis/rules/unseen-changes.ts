import {duration, listed} from '../../format.js';
import {by} from '../../group-by.js';
import {ENCRYPTION_CONFIG} from '../../render/paths.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

const API_SERVER = 'kube-apiserver.service';
const KUBELET = 'kubelet.service';
/** A kubelet looks at a new pod within a second or two. */
const UNSEEN_MS = 120_000;
const MAX_LINES = 12;

/** Clients and servers that run and do not see what changes: their watches do not advance, or a file was not loaded. */
export const unseenChangesRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...watchCaches(context),
  ...encryption(context),
  ...kubelets(context),
];

/** An API server that has seen a later revision than there is never receives the changes in between. */
function watchCaches({evidence}: DiagnosisContext): readonly RawFinding[] {
  const ahead = [...(knownValue(evidence.kube)?.watchCaches ?? [])].filter(
    ([, {seen, etcd}]) => BigInt(seen) > BigInt(etcd),
  );
  if (ahead.length === 0) return [];
  const hosts = ahead.map(([host]) => host).toSorted();
  return [
    {
      code: 'kube/watches-ahead',
      message: `${listed(hosts)}: the API server has seen a later revision than etcd has, so watches do not advance`,
      evidence: ahead.map(([host, {seen, etcd}]) => `${host}: revision ${seen} in memory, revision ${etcd} in etcd`),
      subjects: hosts,
      values: {hosts: listed(hosts)},
    },
  ];
}

function encryption({evidence}: DiagnosisContext): readonly RawFinding[] {
  return [...(knownValue(evidence.kube)?.encryption ?? [])].flatMap(([host, loaded]) => {
    const file = knownValue(evidence.observed.hosts.get(host))?.files.get(ENCRYPTION_CONFIG);
    if (file === undefined || file.digest === loaded) return [];
    return [
      {
        code: 'kube/encryption-not-loaded' as const,
        host,
        message: `${host}: its API server does not use the keys of ${ENCRYPTION_CONFIG}`,
        evidence: [`loaded: sha256 ${loaded}`, `on disk: sha256 ${file.digest}`],
        subjects: [API_SERVER, ENCRYPTION_CONFIG],
      },
    ];
  });
}

/** Kubelets that report, and have not looked at pods of their nodes for minutes. */
function kubelets({desired, evidence}: DiagnosisContext): readonly RawFinding[] {
  const kube = knownValue(evidence.kube);
  const now = knownValue(kube?.control)?.now;
  if (kube === undefined || now === undefined) return [];
  const ago = (since: Date) => now.getTime() - since.getTime();
  const late = (kube.unseenPods ?? []).filter(({since}) => ago(since) > UNSEEN_MS);
  const pods = by(late, ({node}) => node);
  return desired.nodes.flatMap(({host}): readonly RawFinding[] => {
    const unseen = pods.get(host) ?? [];
    const kubelet = knownValue(evidence.hosts.get(host))?.units.get(KUBELET);
    const isSettled = kubelet === undefined || (kubelet.activeSeconds ?? 0) * 1000 > UNSEEN_MS;
    if (unseen.length === 0 || !isSettled || !kube.nodes.some(({name, ready}) => name === host && ready)) return [];
    const lines = unseen.map(({name, since}) => `pod ${name}: scheduled ${duration(ago(since))} ago`);
    return [
      {
        code: 'kube/pods-unseen',
        host,
        message: `${host}: its kubelet reports, and does not look at pods of the node`,
        evidence:
          lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more`] : lines,
        subjects: [KUBELET],
      },
    ];
  });
}

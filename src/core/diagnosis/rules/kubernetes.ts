import {objectKey} from '../../render/kube/object.js';
import type {DiagnosisContext} from '../context.js';
import {knownValue} from '../context.js';
import type {NodeEvidence} from '../evidence.js';
import type {RawFinding} from '../findings.js';
import {cannotBeRead, unreadAmong} from '../unread.js';
import {nodeLabelFindings} from './node-labels.js';

/** API servers, nodes and the objects that quorate creates. */
export const kubernetesRule = (context: DiagnosisContext): readonly RawFinding[] => [
  ...apis(context),
  ...nodes(context),
  ...objects(context),
  ...secrets(context),
];

function apis({desired, evidence}: DiagnosisContext): readonly RawFinding[] {
  const readiness = desired.controlPlanes.map(({host}) => ({host, ready: evidence.observed.apiReady.get(host)}));
  const unready = readiness.filter(({ready}) => ready?.known === true && !ready.value);
  const unread = unreadAmong(
    desired.controlPlanes.map(({host}) => host),
    evidence,
  );
  const why = unread.length > 0 || evidence.kube.known ? cannotBeRead(unread) : evidence.kube.why;
  return [
    ...(evidence.kube.known
      ? []
      : [
          {code: 'kube/unreadable' as const, message: `the API cannot be read: ${why}`, evidence: [], subjects: unread},
        ]),
    ...unready.map(({host}) => ({
      code: 'kube/api-not-ready' as const,
      host,
      message: `${host}: its API server is not ready`,
      evidence: [],
    })),
  ];
}

function nodes({desired, evidence, due}: DiagnosisContext): readonly RawFinding[] {
  const listed = knownValue(evidence.kube)?.nodes;
  if (listed === undefined) return [];
  const declared = new Set<string>(desired.nodes.map(({host}) => host));
  const missing = desired.nodes.filter(({host}) => !listed.some(({name}) => name === host));
  return [
    ...missing.map(
      ({host}): RawFinding => ({
        code: 'kube/node-missing',
        host,
        message: `${host}: its Node object is missing`,
        evidence: [],
      }),
    ),
    ...listed.filter(({name}) => declared.has(name)).flatMap(node),
    ...listed.filter(({name}) => !declared.has(name)).map(undeclared),
    ...nodeLabelFindings(due),
  ];
}

const undeclared = ({name, internalIp, kubelet}: NodeEvidence): RawFinding => ({
  code: 'kube/node-undeclared',
  host: name,
  message: `${name}: is a Node, but not in the configuration`,
  evidence: [`address ${internalIp}, kubelet ${kubelet}`],
});

function node({name: host, ready, schedulable, troubles}: NodeEvidence): readonly RawFinding[] {
  return [
    ...(ready
      ? []
      : [{code: 'kube/node-not-ready' as const, host, message: `${host}: its Node is not ready`, evidence: troubles}]),
    ...(schedulable
      ? []
      : [{code: 'kube/node-cordoned' as const, host, message: `${host}: its Node is cordoned`, evidence: []}]),
    ...(ready && troubles.length > 0
      ? [
          {
            code: 'kube/node-pressure' as const,
            host,
            message: `${host}: its Node reports pressure`,
            evidence: troubles,
          },
        ]
      : []),
  ];
}

const objects = ({due, evidence}: DiagnosisContext): readonly RawFinding[] => {
  const live = knownValue(evidence.observed.kube)?.objects;
  if (live === undefined) return [];
  // One that is changed in two steps is one finding.
  const keys = new Set(due.flatMap(action => (action.kind === 'kube/apply' ? [objectKey(action.object)] : [])));
  return [...keys].flatMap(key => {
    const there = live.has(key);
    return [
      {
        code: there ? ('kube/object-differs' as const) : ('kube/object-missing' as const),
        message: `${key} ${there ? 'differs from what quorate creates' : 'does not exist'}`,
        evidence: [],
        subjects: [key],
      },
    ];
  });
};

function secrets({evidence}: DiagnosisContext): readonly RawFinding[] {
  const encrypted = knownValue(evidence.kube)?.secretsEncrypted;
  if (encrypted?.known !== true || encrypted.value !== false) return [];
  return [{code: 'kube/secrets-unencrypted', message: 'a Secret is stored unencrypted in etcd', evidence: []}];
}

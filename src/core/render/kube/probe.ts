import type {HostName} from '../../model/names.js';
import type {KubeObject} from './object.js';

/** On namespaces of probes: everything with it is deleted by the next probe. */
const PROBE_LABEL = 'quorate.dev/probe';
/** CoreDNS listens there without a configuration, and needs no privilege for it. */
export const PROBE_PORT = 1053;
/** The pods end after this time, also if they are not deleted. */
const DEADLINE_SECONDS = 300;

/** The pod of a probe on a node. */
export const probePod = (node: HostName): string => `probe-${node}`;

/**
 * A namespace with a pod on each of these nodes, whatever their taints. They run the image of CoreDNS, which every node
 * has, and which answers connections without a configuration. The service account is made here, so that nothing waits for
 * the controller manager.
 *
 * @param run unique to the run.
 */
export const probeObjects = (run: string, nodes: readonly HostName[], image: string): readonly KubeObject[] => {
  const namespace = `quorate-probe-${run}`;
  const labels = {[PROBE_LABEL]: run};
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {name: namespace, labels: {...labels, 'pod-security.kubernetes.io/enforce': 'restricted'}},
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {name: 'probe', namespace, labels},
      automountServiceAccountToken: false,
    },
    ...nodes.map(node => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: probePod(node), namespace, labels},
      spec: podSpec(node, image),
    })),
  ];
};

const podSpec = (node: HostName, image: string) => ({
  nodeName: node,
  activeDeadlineSeconds: DEADLINE_SECONDS,
  automountServiceAccountToken: false,
  containers: [
    {
      name: 'probe',
      image,
      imagePullPolicy: 'IfNotPresent',
      args: [`-dns.port=${PROBE_PORT}`],
      ports: [{containerPort: PROBE_PORT, protocol: 'TCP'}],
      resources: {limits: {memory: '170Mi'}, requests: {cpu: '1m', memory: '16Mi'}},
      securityContext: {
        allowPrivilegeEscalation: false,
        // Its file has this capability: without it the kernel does not start it.
        capabilities: {add: ['NET_BIND_SERVICE'], drop: ['ALL']},
        readOnlyRootFilesystem: true,
      },
    },
  ],
  dnsPolicy: 'Default',
  enableServiceLinks: false,
  restartPolicy: 'Never',
  securityContext: {
    runAsGroup: 65_532,
    runAsNonRoot: true,
    runAsUser: 65_532,
    seccompProfile: {type: 'RuntimeDefault'},
  },
  serviceAccountName: 'probe',
  terminationGracePeriodSeconds: 1,
  tolerations: [{operator: 'Exists'}],
});

import type {KubeObject} from './object.js';

/** Two replicas, on two hosts and in two zones if possible, so that DNS tolerates the failure of one host. */
export const coreDnsDeployment = (
  image: string,
  metadata: KubeObject['metadata'] & {readonly labels: Readonly<Record<string, string>>},
): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas: 2,
    selector: {matchLabels: metadata.labels},
    strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: '25%', maxUnavailable: 1}},
    template: {metadata: {labels: metadata.labels}, spec: podSpec(image, metadata.labels)},
  },
});

const podSpec = (image: string, labels: Readonly<Record<string, string>>) => ({
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {weight: 100, podAffinityTerm: {labelSelector: {matchLabels: labels}, topologyKey: 'kubernetes.io/hostname'}},
      ],
    },
  },
  containers: [container(image)],
  dnsPolicy: 'Default',
  nodeSelector: {'kubernetes.io/os': 'linux'},
  priorityClassName: 'system-cluster-critical',
  securityContext: {seccompProfile: {type: 'RuntimeDefault'}},
  serviceAccountName: 'coredns',
  tolerations: [
    {key: 'CriticalAddonsOnly', operator: 'Exists'},
    {key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'},
  ],
  topologySpreadConstraints: [
    {
      labelSelector: {matchLabels: labels},
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
    },
  ],
  volumes: [{name: 'config-volume', configMap: {name: 'coredns', items: [{key: 'Corefile', path: 'Corefile'}]}}],
});

const container = (image: string) => ({
  name: 'coredns',
  image,
  imagePullPolicy: 'IfNotPresent',
  args: ['-conf', '/etc/coredns/Corefile'],
  livenessProbe: {
    httpGet: {path: '/health', port: 8080, scheme: 'HTTP'},
    initialDelaySeconds: 60,
    timeoutSeconds: 5,
    successThreshold: 1,
    failureThreshold: 5,
  },
  readinessProbe: {httpGet: {path: '/ready', port: 8181, scheme: 'HTTP'}, periodSeconds: 2},
  ports: [
    {containerPort: 53, name: 'dns', protocol: 'UDP'},
    {containerPort: 53, name: 'dns-tcp', protocol: 'TCP'},
    {containerPort: 9153, name: 'metrics', protocol: 'TCP'},
  ],
  resources: {limits: {memory: '170Mi'}, requests: {cpu: '100m', memory: '70Mi'}},
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: {add: ['NET_BIND_SERVICE'], drop: ['ALL']},
    readOnlyRootFilesystem: true,
  },
  volumeMounts: [{mountPath: '/etc/coredns', name: 'config-volume', readOnly: true}],
});

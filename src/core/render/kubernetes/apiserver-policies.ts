/**
 * Pods below the baseline standard cause warnings and audit annotations, and are not refused: a namespace opts in to
 * enforcement with its labels.
 */
export const admissionConfiguration = () => ({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AdmissionConfiguration',
  plugins: [
    {
      name: 'PodSecurity',
      configuration: {
        apiVersion: 'pod-security.admission.config.k8s.io/v1',
        kind: 'PodSecurityConfiguration',
        defaults: {
          enforce: 'privileged',
          'enforce-version': 'latest',
          audit: 'baseline',
          'audit-version': 'latest',
          warn: 'baseline',
          'warn-version': 'latest',
        },
        exemptions: {usernames: [], runtimeClasses: [], namespaces: ['kube-system']},
      },
    },
  ],
});

const READS = ['get', 'list', 'watch'] as const;

/**
 * Who changed what, and who read secrets. The first matching rule decides: heartbeats and reads of system components are
 * not logged, bodies with secrets never, other changes with their request.
 */
export const auditPolicy = () => ({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  omitManagedFields: true,
  rules: [
    {level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/openapi*', '/metrics']},
    {level: 'None', resources: [{group: '', resources: ['events']}, {group: 'events.k8s.io'}]},
    {level: 'None', resources: [{group: 'coordination.k8s.io', resources: ['leases']}]},
    {
      level: 'Metadata',
      resources: [
        {group: '', resources: ['secrets', 'configmaps', 'serviceaccounts/token']},
        {group: 'authentication.k8s.io', resources: ['tokenreviews']},
        {group: 'authorization.k8s.io', resources: ['subjectaccessreviews']},
      ],
    },
    {level: 'None', verbs: READS, users: MACHINERY},
    {level: 'None', verbs: READS, userGroups: ['system:nodes', 'system:serviceaccounts:kube-system']},
    {
      level: 'Metadata',
      verbs: ['update', 'patch'],
      resources: [{group: '', resources: ['nodes/status', 'pods/status']}],
    },
    {
      level: 'Request',
      resources: [
        {group: '', resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'services/proxy']},
      ],
    },
    {level: 'Request', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection']},
    {level: 'Metadata'},
  ],
});

const MACHINERY = [
  'system:apiserver',
  'system:kube-controller-manager',
  'system:kube-scheduler',
  'system:kube-proxy',
  'flannel',
] as const;

const READS = ['get', 'list', 'watch'] as const;

/**
 * Who changed what, and who looked at secrets. The first rule that matches decides: heartbeats and the machinery's own
 * reading are left out, bodies that hold secrets are never written, other changes are written with what was asked for.
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

import {FLANNEL_GROUP} from '../../model/flannel-user.js';

/**
 * Who changed what, who read secrets, and who opened a connection into a pod or a node. The first matching rule decides.
 * Connections come first, for every user: kubectl opens them with GET, and they can run commands in pods.
 * Heartbeats, events and reads of system components are not logged, bodies with secrets never, other changes with their
 * request.
 */
export const auditPolicy = () => ({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  omitManagedFields: true,
  rules: [
    {level: 'Request', resources: CONNECTIONS},
    {level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/openapi*', '/metrics']},
    {
      level: 'Metadata',
      resources: [
        {group: '', resources: ['secrets', 'configmaps', 'serviceaccounts/token']},
        {group: 'authentication.k8s.io', resources: ['tokenreviews']},
        {group: 'authorization.k8s.io', resources: ['subjectaccessreviews']},
      ],
    },
    ...[{users: MACHINERY}, {userGroups: ['system:nodes']}].map(who => ({
      level: 'None',
      verbs: [...READS, ...WRITES],
      ...who,
      resources: LEASES,
    })),
    ...[{users: MACHINERY}, {userGroups: SYSTEM_GROUPS}].map(who => ({
      level: 'None',
      verbs: WRITES,
      ...who,
      resources: EVENTS,
    })),
    {level: 'None', verbs: READS, users: MACHINERY},
    // Those who look for more permissions read them.
    {level: 'Metadata', verbs: READS, resources: [{group: 'rbac.authorization.k8s.io'}]},
    {level: 'None', verbs: READS, userGroups: [...SYSTEM_GROUPS, FLANNEL_GROUP]},
    // Other clients elect leaders and write events too: there are many of these requests, and their bodies say little.
    {
      level: 'Metadata',
      verbs: WRITES,
      resources: [...LEASES, ...EVENTS, {group: '', resources: ['nodes/status', 'pods/status']}],
    },
    {level: 'Request', verbs: [...WRITES, 'delete', 'deletecollection']},
    {level: 'Metadata'},
  ],
});

const READS = ['get', 'list', 'watch'] as const;
const WRITES = ['create', 'update', 'patch'] as const;

const CONNECTIONS = [
  {
    group: '',
    resources: [
      'pods/exec',
      'pods/attach',
      'pods/portforward',
      'pods/proxy',
      'pods/ephemeralcontainers',
      'services/proxy',
      'nodes/proxy',
    ],
  },
] as const;

const LEASES = [{group: 'coordination.k8s.io', resources: ['leases']}] as const;
const EVENTS = [{group: '', resources: ['events']}, {group: 'events.k8s.io'}] as const;

const MACHINERY = [
  'system:apiserver',
  'system:kube-controller-manager',
  'system:kube-scheduler',
  'system:kube-proxy',
] as const;

/** Kubelets, and the controllers and agents in kube-system. */
const SYSTEM_GROUPS = ['system:nodes', 'system:serviceaccounts:kube-system'] as const;

import {z} from 'zod';

const text = (description: string) => z.string().describe(description);
const count = (description: string) => z.int().describe(description);
const texts = (description: string) => z.array(z.string()).describe(description);

const state = z.enum(['up', 'down', 'unknown', 'planned']).describe('planned: of the configuration, not observed.');
const part = z.strictObject({state, why: text('Why it is not up.').optional()});

const finding = z.strictObject({
  code: text('Stable, area/what-is-wrong. `quorate explain` and docs/findings.md explain it.'),
  level: z.enum(['error', 'warning', 'note']),
  message: text('What is wrong, for people.'),
  fix: text('The remedy: what to do next.').optional(),
  host: text('Name of the host; absent for a finding of the cluster.').optional(),
  evidence: texts('What was observed, one fact a line.'),
});

const member = part.extend({role: z.enum(['leader', 'voter', 'learner']).describe('Role in etcd.')});

const sharing = part.extend({holdsAddress: z.boolean().describe('The virtual IP is assigned to it.').optional()});

const host = z.strictObject({
  name: text('Name in the configuration.'),
  address: text('Its address.'),
  reachable: z.enum(['yes', 'no', 'planned']).describe('Whether it could be read. planned: it was not tried.'),
  member: member.optional(),
  controlPlane: part.optional(),
  node: part.optional(),
  loadBalancer: sharing.optional(),
  virtualIp: sharing
    .describe('keepalived, on a control plane that shares the API endpoint with the others.')
    .optional(),
});

const loss = z.strictObject({
  hosts: texts('The hosts that are lost.'),
  zone: text('The zones of these hosts, if the loss of zones was asked for.').optional(),
  writes: z.boolean().describe('etcd accepts writes.'),
  api: z.boolean().describe('An API server serves.'),
  endpoint: z.boolean().describe('The API endpoint leads to an API server.'),
  workloads: texts('namespace/kind/name of workloads that would have no running pods.'),
  summary: text('The same for people.'),
});

/** The published form of a diagnosis. */
export const diagnosisFile = z.strictObject({
  apiVersion: z.literal('quorate/v1alpha2'),
  kind: z.literal('Diagnosis'),
  cluster: text('Name of the cluster.'),
  verdict: z.strictObject({
    quorate: z.enum(['yes', 'no', 'unknown']),
    summary: text('The verdict in one sentence.'),
    voters: count('Voting members.'),
    healthy: count('Voters that serve.'),
    quorum: count('Voters that must agree.'),
    tolerance: count('Healthy voters that can fail before writes are blocked; negative without quorum.'),
    leader: text('Host of the leader.').optional(),
    endpoint: z
      .strictObject({
        address: text('The API endpoint, host:port.'),
        up: z
          .enum(['yes', 'no', 'unknown'])
          .describe('It leads to an API server. unknown: a name, or an address of none of the hosts.'),
        lostWith: z
          .array(z.array(z.string()))
          .describe(
            'The smallest sets of hosts without which clients of the endpoint lose the API, although etcd and an API server serve. Nodes do not use the endpoint.',
          ),
      })
      .describe('What clients lose: kubectl, CI and all that uses a kubeconfig. Absent if the members are unknown.')
      .optional(),
  }),
  findings: z.array(finding).describe('Errors first, then warnings and notes.'),
  layout: z.strictObject({
    name: text('Name of the cluster.'),
    kubernetesVersion: text('Without a leading v.'),
    endpoint: text('The API endpoint, host:port.'),
    zones: z.array(z.strictObject({name: text('Absent for hosts without a zone.').optional(), hosts: z.array(host)})),
    unmanagedEtcd: z
      .strictObject({
        endpoints: texts('Its client URLs.'),
        members: z.array(member.extend({name: text('Its name, or else its peer URL.')})),
      })
      .describe('An etcd cluster that quorate uses and does not manage.')
      .optional(),
  }),
  losses: z.array(loss).describe('The simulated loss of hosts, as far as it was asked for.'),
});

/** docs/reference/diagnosis.schema.json */
export const diagnosisSchema = (): Readonly<Record<string, unknown>> => ({
  ...z.toJSONSchema(diagnosisFile, {target: 'draft-7', io: 'output'}),
  title: 'quorate Diagnosis',
});

import {z} from 'zod';

const text = (description: string) => z.string().describe(description);
const count = (description: string) => z.int().describe(description);
const texts = (description: string) => z.array(z.string()).describe(description);

const state = z.enum(['up', 'down', 'unknown', 'planned']).describe('planned: nobody looked.');
const part = z.strictObject({state, why: text('Why it is not up.').optional()});

const finding = z.strictObject({
  code: text('Stable, area/what-is-wrong; `quorate explain` and docs/findings.md tell more.'),
  level: z.enum(['error', 'warning', 'note']),
  message: text('What is so, for people.'),
  fix: text('What to do next.').optional(),
  host: text('Where; absent for the cluster as a whole.').optional(),
  evidence: texts('What was seen, one fact a line.'),
});

const member = part.extend({part: z.enum(['leader', 'voter', 'learner'])});

const host = z.strictObject({
  name: text('Name in the configuration.'),
  address: text('Its address.'),
  seen: z.enum(['yes', 'no', 'planned']).describe('Could it be read?'),
  member: member.optional(),
  controlPlane: part.optional(),
  node: part.optional(),
  loadBalancer: part.extend({holdsAddress: z.boolean().describe('Has the shared address now.').optional()}).optional(),
});

const loss = z.strictObject({
  hosts: texts('The hosts that are lost.'),
  zone: text('The zones they are, when that was the question.').optional(),
  writes: z.boolean().describe('etcd takes writes.'),
  api: z.boolean().describe('Some API server serves.'),
  endpoint: z.boolean().describe('The address for people leads to an API server.'),
  workloads: texts('namespace/kind/name of workloads that keep no pod.'),
  sentence: text('The same for people.'),
});

/** The published form of a diagnosis. */
export const diagnosisFile = z.strictObject({
  apiVersion: z.literal('quorate/v1alpha1'),
  kind: z.literal('Diagnosis'),
  cluster: text('Name of the cluster.'),
  verdict: z.strictObject({
    quorate: z.enum(['yes', 'no', 'unknown']),
    sentence: text('The verdict in one sentence.'),
    voters: count('Voting members.'),
    healthy: count('Voters that serve.'),
    quorum: count('Voters that must agree.'),
    spare: count('Healthy voters that may be lost; negative without quorum.'),
    leader: text('Host of the leader.').optional(),
  }),
  findings: z.array(finding).describe('Errors first, then warnings and notes.'),
  layout: z.strictObject({
    name: text('Name of the cluster.'),
    kubernetesVersion: text('Without a leading v.'),
    endpoint: text('host:port that people use.'),
    zones: z.array(z.strictObject({name: text('Absent for hosts without a zone.').optional(), hosts: z.array(host)})),
    store: z
      .strictObject({
        endpoints: texts('Its client URLs.'),
        members: z.array(member.extend({name: text('Its name, or else its peer URL.')})),
      })
      .describe('An etcd that somebody else runs.')
      .optional(),
  }),
  losses: z.array(loss).describe('What losing hosts would do, as far as it was asked.'),
});

/** docs/reference/diagnosis.schema.json */
export const diagnosisSchema = (): Readonly<Record<string, unknown>> => ({
  ...z.toJSONSchema(diagnosisFile, {target: 'draft-7', io: 'output'}),
  title: 'quorate Diagnosis',
});

import type {ActionOf} from '../../core/actions/action.js';
import {isRecorded} from '../../core/actions/host.js';
import {fingerprintOf} from '../../core/identity/ca.js';
import {IDENTITY, IDENTITY_COPY, identityText} from '../../core/model/identity-record.js';
import type {RunContext} from '../context.js';
import {filesRunner} from './put-files.js';
import {readFacts} from './read-facts.js';
import {pendingUnless} from './runner.js';

type IdentityPut = ActionOf<'identity/put'>;

const PATHS = [IDENTITY, IDENTITY_COPY];

export const identityPut = filesRunner<IdentityPut>({
  async check(actions, context) {
    const facts = await readFacts(actions[0]!.host, {paths: PATHS}, context);
    const records = new Map(
      await Promise.all(actions.map(async each => [each, await recordOf(each, context)] as const)),
    );
    return pendingUnless(
      action => isRecorded(facts, records.get(action)),
      actions,
      ({host}) => `the identity of ${host} is not recorded`,
    );
  },
  files: async (actions, context) =>
    (await Promise.all(actions.map(each => recordOf(each, context)))).flatMap(record =>
      PATHS.map(path => ({path, mode: '644', content: Buffer.from(identityText(record)), secret: false})),
    ),
});

/** The identity with the id and the CA of the cluster, which are known now. */
async function recordOf({host, identity}: IdentityPut, {keys}: RunContext) {
  const [cluster, caPem] = await Promise.all([keys.clusterId(), keys.caCert('ca')]);
  return {...identity, host, cluster, ca: fingerprintOf(caPem)};
}

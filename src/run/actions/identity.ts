import {fingerprintOf} from '../../core/identity/ca.js';
import {IDENTITY, IDENTITY_COPY, identityText} from '../../core/model/identity-record.js';
import type {ActionOf} from '../../core/plan/action.js';
import {isRecorded} from '../../core/plan/done.js';
import type {RunContext} from '../context.js';
import {due, placing} from './action.js';
import {look} from './read-facts.js';

type IdentityPut = ActionOf<'identity/put'>;

export const identityPut = placing<IdentityPut>({
  async check(actions, context) {
    const facts = await look(actions[0]!.host, {paths: [IDENTITY, IDENTITY_COPY]}, context);
    const wanted = new Map(await Promise.all(actions.map(async each => [each, await whole(each, context)] as const)));
    return due(
      actions,
      action => isRecorded(facts, wanted.get(action)),
      ({host}) => `${host}: its identity is not recorded`,
    );
  },
  files: async (actions, context) =>
    (await Promise.all(actions.map(each => whole(each, context)))).flatMap(identity =>
      [IDENTITY, IDENTITY_COPY].map(path => ({
        path,
        mode: '644',
        content: Buffer.from(identityText(identity)),
        secret: false,
      })),
    ),
});

async function whole({host, identity}: IdentityPut, {keys}: RunContext) {
  const [cluster, caPem] = await Promise.all([keys.clusterId(), keys.caCert('ca')]);
  return {...identity, host, cluster, ca: fingerprintOf(caPem)};
}

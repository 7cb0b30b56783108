import {areCaKeysRemoved, type RemoveCaKeys, signingFiles} from '../../core/actions/ca-keys.js';
import {isPut} from '../../core/actions/files.js';
import {Failure} from '../../core/failure.js';
import {sha256} from '../../core/model/digest.js';
import {caCertPath} from '../../core/pki/cas.js';
import type {RunContext} from '../context.js';
import {expectedOn, readFacts} from './read-facts.js';
import {pendingUnless, type Runners} from './runner.js';

export const CA_KEYS: Runners<RemoveCaKeys> = {
  'ca-keys/remove': {
    async check(actions, context) {
      const paths = actions.flatMap(({cas}) => signingFiles(cas));
      const facts = await readFacts(actions[0]!.host, {paths}, context);
      return pendingUnless(
        action => areCaKeysRemoved(facts, action),
        actions,
        () => 'it has private keys of CAs that the operator has',
      );
    },
    async apply(actions, context) {
      for (const action of actions) {
        await assertSameCas(action, context);
        const {host, cas} = action;
        const identity = await expectedOn(host, context);
        await context.cluster.host(host).removeFiles({identity, paths: signingFiles(cas)});
      }
    },
  },
};

/** The last copy of a key may not be deleted: the directory has the certificate that the host has, and so its key. */
async function assertSameCas({host, cas}: RemoveCaKeys, context: RunContext): Promise<void> {
  const paths = cas.map(caCertPath);
  const facts = await readFacts(host, {paths}, context);
  for (const name of cas) {
    const path = caCertPath(name);
    const digest = sha256(await context.keys.caCert(name));
    if (!facts.files.has(path) || isPut(facts, {path, digest})) continue;
    throw new Failure('pki/home-differs', `${host}: ${path} is not the CA ${name} of the operator; its key stays`, {
      suggestions: ['see which CA each host has: `quorate pki list`', 'then run the same command again'],
    });
  }
}

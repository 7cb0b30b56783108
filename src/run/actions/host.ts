import type {HostAction} from '../../core/actions/host.js';
import {isImported, isPrepared} from '../../core/actions/host.js';
import {identityPut} from './identity.js';
import {readFacts} from './read-facts.js';
import {hostReset} from './reset-host.js';
import {pendingUnless, type Runners, unverifiable} from './runner.js';

export const HOST: Runners<HostAction> = {
  'identity/put': identityPut,
  'kernel/prepare': {
    async check(actions, context) {
      const modules = actions.flatMap(each => each.modules);
      const sysctls = actions.flatMap(each => Object.keys(each.sysctls));
      const facts = await readFacts(actions[0]!.host, {modules, sysctls}, context);
      return pendingUnless(
        action => isPrepared(facts, action),
        actions,
        () => 'kernel modules or sysctls are missing',
      );
    },
    async apply(actions, {cluster}) {
      for (const {host, modules, sysctls} of actions) await cluster.host(host).prepareKernel(modules, sysctls);
    },
  },
  'image/import': {
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, {}, context);
      return pendingUnless(
        action => isImported(facts, action),
        actions,
        ({image}) => (facts.images.known ? `${image} is not imported` : facts.images.why),
      );
    },
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).importImages(actions),
  },
  /** Always pending: that a program ran before proves nothing, it or its libraries may have been replaced since. */
  'binary/verify': unverifiable({
    because: ({path}) => `${path} has not been run on the host`,
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).verifyBinaries(actions),
  }),
  'host/reset': hostReset,
};

import type {HostAction} from '../../core/actions/host.js';
import {areOn, isImported, isPrepared} from '../../core/actions/host.js';
import {listed} from '../../core/format.js';
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
  'selinux/booleans': {
    async check(actions, context) {
      const booleans = actions.flatMap(each => each.booleans);
      const facts = await readFacts(actions[0]!.host, {booleans}, context);
      return pendingUnless(
        action => areOn(facts, action),
        actions,
        action => `SELinux booleans are off: ${listed(action.booleans.filter(name => facts.booleans[name] === false))}`,
      );
    },
    apply: (actions, {cluster}) =>
      cluster.host(actions[0]!.host).setBooleans(actions.flatMap(({booleans}) => booleans)),
  },
  'image/import': {
    async check(actions, context) {
      const {images} = await readFacts(actions[0]!.host, {images: actions.map(({image}) => image)}, context);
      return pendingUnless(
        action => isImported({images}, action),
        actions,
        ({image, imageDigest}) => {
          if (!images.known) return images.why;
          const found = images.value.get(image);
          return found === undefined ? `${image} is not imported` : `${image} points to ${found}, not ${imageDigest}`;
        },
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

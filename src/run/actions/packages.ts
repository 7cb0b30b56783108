import {lacking, type PackageAction} from '../../core/actions/packages.js';
import {noProxyOf} from '../../core/model/no-proxy.js';
import {readFacts} from './read-facts.js';
import {pendingUnless, type Runners} from './runner.js';

export const PACKAGES: Runners<PackageAction> = {
  'packages/install': {
    async check(actions, context) {
      const commands = actions.flatMap(action => action.commands);
      const facts = await readFacts(actions[0]!.host, {commands}, context);
      return pendingUnless(
        action => lacking(facts, action).length === 0 && !facts.packages.unfinished,
        actions,
        action => {
          const missing = lacking(facts, action);
          return missing.length === 0
            ? 'an installation of packages was interrupted'
            : `these commands are not in PATH: ${missing.join(', ')}`;
        },
      );
    },
    async apply(actions, {cluster, desired}) {
      const {proxy} = desired;
      for (const {host, manager, packages} of actions)
        await cluster.host(host).installPackages({
          manager,
          packages,
          ...(proxy === undefined ? {} : {proxy: {...proxy, noProxy: noProxyOf(desired)}}),
        });
    },
  },
};

import {hasMode, type ModeSet} from '../../core/actions/modes.js';
import {readFacts} from './read-facts.js';
import {pendingUnless, type Runners} from './runner.js';

export const MODES: Runners<ModeSet> = {
  'mode/set': {
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, {paths: actions.map(({entry}) => entry)}, context);
      return pendingUnless(
        action => hasMode(facts, action),
        actions,
        ({entry}) => `${entry} has another mode or owner`,
      );
    },
    apply: (actions, {cluster}) =>
      cluster.host(actions[0]!.host).setModes(actions.map(({entry, mode, owner}) => ({path: entry, mode, owner}))),
  },
};

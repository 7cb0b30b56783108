import {lackingUsers, type UsersCreate} from '../../core/actions/users.js';
import {readFacts} from './read-facts.js';
import {pendingUnless, type Runners} from './runner.js';

export const USERS: Runners<UsersCreate> = {
  'users/create': {
    async check(actions, context) {
      const facts = await readFacts(actions[0]!.host, {users: actions.flatMap(({users}) => users)}, context);
      return pendingUnless(
        action => lackingUsers(facts, action).length === 0,
        actions,
        action => `these users do not exist: ${lackingUsers(facts, action).join(', ')}`,
      );
    },
    apply: (actions, {cluster}) => cluster.host(actions[0]!.host).createUsers(actions.flatMap(({users}) => users)),
  },
};

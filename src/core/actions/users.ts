import type {HostName} from '../model/names.js';
import type {HostFacts} from '../model/observed.js';
import type {Descriptors} from './descriptor.js';
import {onHost} from './snapshot.js';

/** Users that services run as, with groups of the same names. */
export interface UsersCreate {
  readonly kind: 'users/create';
  readonly host: HostName;
  readonly users: readonly string[];
}

export const lackingUsers = (
  {users: found}: Pick<HostFacts, 'users'>,
  {users}: Pick<UsersCreate, 'users'>,
): readonly string[] => users.filter(user => !found.includes(user));

export const USERS: Descriptors<UsersCreate> = {
  'users/create': {
    describe: ({users}) => `create users: ${users.join(', ')}`,
    isDone: onHost((facts, action) => lackingUsers(facts, action).length === 0),
    phase: 'put',
  },
};

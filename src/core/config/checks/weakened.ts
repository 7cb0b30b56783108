import type {ConfigurableComponent} from '../../model/config.js';
import type {ConfigIssue} from '../problem.js';
import {weakening} from '../weakening-flags.js';
import {type Check, hostsOf} from './check.js';

/** Flags and settings that switch security off are accepted, and named by every command that reads the file. */
export const weakened: Check = function* (draft) {
  for (const [component, args] of Object.entries(draft.spec?.extraArgs ?? {})) {
    const given = args ?? [];
    for (const [index, arg] of given.entries()) {
      const {name, value} = arg ?? {};
      if (name === undefined || value === undefined) continue;
      // The last occurrence stands for all.
      if (given.findLastIndex(other => other?.name === name) !== index) continue;
      const values = given.flatMap(each => (each?.name === name && each.value !== undefined ? [each.value] : []));
      const found = weakening(component as ConfigurableComponent, name, values);
      if (found === undefined) continue;
      yield {
        code: 'config/weakens',
        level: 'warning',
        path: ['spec', 'extraArgs', component, index, 'value'],
        message: `--${name}=${values.join(',')} makes ${component} less safe: ${found.effect}`,
        suggestion: 'delete the flag, if you do not need it',
      };
    }
  }
  if (draft.spec?.ssh?.hostKeys === 'off') yield unverified(['spec', 'ssh', 'hostKeys'], 'hosts');
  for (const {host, path, title} of hostsOf(draft)) {
    if (host.ssh?.hostKeys === 'off') yield unverified([...path, 'ssh', 'hostKeys'], title);
  }
};

const unverified = (path: ConfigIssue['path'], what: string): ConfigIssue => ({
  code: 'config/weakens',
  level: 'warning',
  path,
  message: `the SSH keys of ${what} are not verified: another machine can take the place of the host, and gets its keys and certificates`,
  suggestion: 'use accept-new, or strict with the keys in the known-hosts file',
});

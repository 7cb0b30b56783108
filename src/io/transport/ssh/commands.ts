import type {Hop} from './hop.js';

/** A word of a command that a message proposes: in quotes where a shell would take it apart. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A value of ssh_config. */
export const configWord = (word: string): string => (/\s/.test(word) ? `"${word}"` : word);

/** The OpenSSH command that connects in the same way. */
export const sshCommand = (hop: Hop, options: readonly string[] = []): string =>
  [
    'ssh',
    ...[...options, ...proxyOf(hop)].map(option => `-o ${shellWord(option)}`),
    ...(hop.jumps.length === 0 ? [] : [`-J ${hop.jumps.join(',')}`]),
    ...portOf(hop),
    ...hop.keyFiles.map(file => `-i ${shellWord(file)}`),
    targetOf(hop),
  ].join(' ');

/** The OpenSSH command that authorizes a key of the operator. */
export const copyIdCommand = (hop: Hop): string =>
  [
    'ssh-copy-id',
    ...proxyOf(hop).map(option => `-o ${shellWord(option)}`),
    ...(hop.jumps.length === 0 ? [] : [`-o ProxyJump=${hop.jumps.join(',')}`]),
    ...portOf(hop),
    targetOf(hop),
  ].join(' ');

/** Its tokens are replaced already. */
const proxyOf = ({proxyCommand}: Hop): readonly string[] =>
  proxyCommand === undefined ? [] : [`ProxyCommand=${proxyCommand.replaceAll('%', '%%')}`];

const portOf = ({port}: Hop): readonly string[] => (port === 22 ? [] : [`-p ${port}`]);
const targetOf = ({user, address}: Hop): string => shellWord(`${user}@${address}`);

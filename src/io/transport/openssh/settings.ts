import {isSet, type SshSettings} from '../../../core/model/config.js';
import {quote} from '../quote.js';
import {expandHome} from '../ssh/home.js';

/** Where ssh connects to. */
export interface Destination {
  readonly address: string;
  readonly user: string;
  /** As in the configuration; undefined: ssh decides. */
  readonly port?: number;
}

/** As quorate's own client does: a connection without an answer for about 30 s is lost. */
const KEEPALIVE_MS = 10_000;

/**
 * The options of the configuration for ssh, the same for jump hosts and the host. What is not set there, ssh reads from
 * its own configuration.
 */
export const optionsOf = (ssh: SshSettings, home: string): readonly string[] => [
  ...(ssh.useConfig ? [] : ['-F', 'none']),
  ...ssh.keyFiles.flatMap(file => ['-i', expandHome(file, home)]),
  ...[
    `ConnectTimeout=${Math.ceil(ssh.connectTimeoutSeconds)}`,
    ...(ssh.agent ? [] : ['IdentityAgent=none']),
    ...hostKeyOptions(ssh, home),
  ].flatMap(option => ['-o', option]),
];

const DEFAULT_KNOWN_HOSTS = '~/.ssh/known_hosts';

const hostKeyOptions = (ssh: SshSettings, home: string): readonly string[] => [
  ...CHECKING[ssh.hostKeys === 'strict' && !isSet(ssh, 'hostKeys') ? 'as ssh' : ssh.hostKeys],
  ...(ssh.hostKeys !== 'off' && (isSet(ssh, 'knownHostsFile') || ssh.knownHostsFile !== DEFAULT_KNOWN_HOSTS)
    ? [`UserKnownHostsFile="${expandHome(ssh.knownHostsFile, home)}"`]
    : []),
];

/** By default ssh asks about an unknown host; without a terminal it refuses. */
const CHECKING: Readonly<Record<SshSettings['hostKeys'] | 'as ssh', readonly string[]>> = {
  'as ssh': [],
  strict: ['StrictHostKeyChecking=yes'],
  'accept-new': ['StrictHostKeyChecking=accept-new'],
  off: ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'GlobalKnownHostsFile=/dev/null'],
};

/** User, port and address, as words after all options. */
export const destinationWords = ({user, port, address}: Destination): readonly string[] => [
  '-l',
  user,
  ...(port === undefined ? [] : ['-p', String(port)]),
  '--',
  address,
];

/**
 * A ProxyCommand over the jump hosts of the configuration, the nearest first. ssh's own ProxyJump passes no options on
 * to them.
 */
export const jumpOptions = (jumps: readonly Destination[], options: readonly string[]): readonly string[] => {
  const last = jumps.at(-1);
  if (last === undefined) return [];
  const before = jumpOptions(jumps.slice(0, -1), options);
  const command = ['ssh', ...options, ...before].map(expandedOnce);
  return ['-o', `ProxyCommand=${quote([...command, '-W', '[%h]:%p', ...destinationWords(last).map(expandedOnce)])}`];
};

/** A word that ssh finds as it is after it replaced the tokens of a ProxyCommand. */
const expandedOnce = (word: string): string => word.replaceAll('%', '%%');

/** For the connection that the commands share: no session of its own, and nothing forwarded. */
export const masterOptions = (controlPath: string, keepaliveMs = KEEPALIVE_MS): readonly string[] => [
  '-M',
  '-N',
  '-T',
  '-a',
  '-x',
  '-S',
  expandedOnce(controlPath),
  ...[
    `ServerAliveInterval=${Math.ceil(keepaliveMs / 1000)}`,
    'ServerAliveCountMax=3',
    'ControlPersist=no',
    'ClearAllForwardings=yes',
    'Tunnel=no',
    'RemoteCommand=none',
    'PermitLocalCommand=yes',
    `LocalCommand=echo ${CONNECTED}`,
  ].flatMap(option => ['-o', option]),
];

/** Printed when ssh is logged in and its control socket exists; a shell of the operator may print text before it. */
export const CONNECTED = 'quorate-connected';

/**
 * Nothing is asked. With a terminal, security keys are left to the attempt that may ask: it
 * says when to touch one.
 */
export const quietOptions = (terminal: boolean): readonly string[] => [
  ...['-o', 'BatchMode=yes', '-o', 'LogLevel=INFO'],
  ...(terminal ? ['-o', 'PubkeyAcceptedKeyTypes=-sk-*'] : []),
];

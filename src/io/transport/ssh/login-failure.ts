import {Failure} from '../../../core/failure.js';
import {printable} from '../printable.js';
import {copyIdCommand} from './commands.js';
import type {Hop} from './hop.js';
import type {Attempts} from './identity.js';

/** How a login ended without success. */
export type LoginEnd =
  /** Every key was refused, or there was none. */
  | {readonly is: 'exhausted'}
  /** The server closed the connection with these words. */
  | {readonly is: 'ended'; readonly reason: string}
  /** The server takes only these methods, and none of them is a public key. */
  | {readonly is: 'method'; readonly methods: readonly string[]}
  /** A key was accepted, and the server wants one of these methods too. */
  | {readonly is: 'partial'; readonly accepted: string; readonly methods: readonly string[]};

/** Failure 'hosts/auth-refused': what was offered, what could not be and why, and how the login ended. */
export const authRefused = (hop: Hop, attempts: Attempts, end: LoginEnd): Failure => {
  const {unusable} = attempts;
  const details = [
    offeredText(attempts),
    ...(unusable.length > 0 ? [`not usable: ${unusable.join(', ')}`] : []),
    ...endText(end, attempts),
  ];
  return new Failure('hosts/auth-refused', `${hop.label}: permission denied for ${hop.user}; ${details.join('; ')}`, {
    suggestions: SUGGESTIONS[end.is](hop, attempts),
  });
};

const offeredText = ({offered}: Attempts): string => {
  const extra = offered.filter(({isExtra}) => isExtra).map(({name}) => name);
  const names = [
    ...offered.filter(({isExtra}) => !isExtra).map(({name}) => name),
    ...(extra.length > 0
      ? [`${extra.length === 1 ? 'the key' : `${extra.length} keys`} of the agent${inBrackets(extra)}`]
      : []),
  ];
  return names.length > 0 ? `offered: ${names.join(', ')}` : 'there was no key to offer';
};

/** The comments of keys, if they have any; not of all when they are many. */
const inBrackets = (comments: readonly string[]): string => {
  const shown = comments.filter(Boolean).slice(0, SHOWN);
  const more = comments.length > shown.length ? ', …' : '';
  return shown.length > 0 ? ` (${shown.join(', ')}${more})` : '';
};

const SHOWN = 8;

const endText = (end: LoginEnd, {offered}: Attempts): readonly string[] => {
  switch (end.is) {
    case 'exhausted':
      return [];
    case 'ended':
      return [`the server ended the login after ${counted(offered.length)}: ${printable(end.reason)}`];
    case 'method':
      return [`the server only accepts ${methodsText(end.methods)}`];
    case 'partial':
      return [`the server accepted ${end.accepted}, and also requires ${methodsText(end.methods)}`];
  }
};

const counted = (keys: number): string => `${keys} ${keys === 1 ? 'key' : 'keys'}`;
const methodsText = (methods: readonly string[]): string =>
  methods
    .slice(0, SHOWN)
    .map(method => printable(method, 40))
    .join(' or ') || 'no method';

type Advice = (hop: Hop, attempts: Attempts) => readonly string[];

const useKey: Advice = hop => [
  'use a key that the server accepts: set spec.ssh.keyFiles in the configuration, or load it with ssh-add',
  `or authorize your key: ${copyIdCommand(hop)}`,
  `check that ${hop.user} is the right user: spec.ssh.user in the configuration`,
];

const OTHER_CLIENT = 'or use the SSH client of the system, which can ask for it: set spec.ssh.client to openssh';

const SUGGESTIONS: Readonly<Record<LoginEnd['is'], Advice>> = {
  exhausted: useKey,
  ended: (hop, attempts) =>
    attempts.offered.length > 1
      ? [
          `name the key that ${hop.user} has on the host, so that it is offered first: spec.ssh.keyFiles in the configuration`,
          'set spec.ssh.agent to false there, or in ~/.ssh/config, for this host: IdentityFile, and IdentitiesOnly yes',
          'or set MaxAuthTries in the sshd_config of the host to more than the number of your keys',
        ]
      : useKey(hop, attempts),
  method: hop => [
    `authorize your key: ${copyIdCommand(hop)}, and allow PubkeyAuthentication in the sshd_config of the host`,
    OTHER_CLIENT,
  ],
  partial: hop => [
    `let a key be enough for ${hop.user}: in the sshd_config of the host, "AuthenticationMethods publickey" below "Match User ${hop.user}"`,
    OTHER_CLIENT,
  ],
};

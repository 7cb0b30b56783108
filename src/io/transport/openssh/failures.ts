import type {Code} from '../../../core/codes/code.js';
import {Failure} from '../../../core/failure.js';
import {printable} from '../printable.js';

/** ssh, or what it needs, is not installed here. */
export const clientMissing = (cause: string): Failure =>
  new Failure(
    'hosts/ssh-client-missing',
    `spec.ssh.client is openssh, and ssh cannot be run on this machine: ${cause}`,
    {
      suggestions: [
        'install it: apt-get install openssh-client (Debian, Ubuntu), dnf install openssh-clients (Fedora, RHEL)',
        'or set spec.ssh.client to builtin in the configuration',
      ],
    },
  );

/** What was printed while ssh connected. */
export interface Said {
  /** By ssh itself, also on the way over the jump hosts of the configuration. */
  readonly own: string;
  /** By the server before the login, and by programs that ssh ran. */
  readonly others: string;
}

/** What ssh said about an attempt to connect. */
interface Refusal {
  /** "cp-1 (root@10.0.0.5:22)" */
  readonly label: string;
  readonly said: Said;
  /** The same connection on the command line. */
  readonly byHand: string;
}

interface Meaning {
  readonly pattern: RegExp;
  readonly code: Code;
  readonly what: string;
  readonly advice: readonly string[];
}

const FINGERPRINT =
  'print the fingerprint on the host itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub, and compare it';

/** In this order: a host key that was refused is also one that failed verification. ssh has no other language. */
const MEANINGS: readonly Meaning[] = [
  {
    pattern: /^@ +WARNING: REVOKED HOST KEY DETECTED!|^Host key \S+ \S+ revoked by file /m,
    code: 'hosts/revoked-host-key',
    what: 'the host key is revoked',
    advice: ['do not connect: create a new host key on the host, or find out which machine answers at its address'],
  },
  {
    pattern: /^@ +WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!/m,
    code: 'hosts/changed-host-key',
    what: 'host key mismatch',
    advice: [FINGERPRINT, 'if it is the same, delete the old key with the ssh-keygen command above'],
  },
  {
    pattern: /^No \S+ host key is known for |^Host key verification failed\.$/m,
    code: 'hosts/unknown-host-key',
    what: 'unknown host key',
    advice: [
      FINGERPRINT,
      'or accept the key of every new host: set spec.ssh.hostKeys to accept-new in the configuration',
    ],
  },
  {
    pattern: /^(?=\S*@)\S+: Permission denied \(|^Received disconnect from .*: Too many authentication failures/m,
    code: 'hosts/auth-refused',
    what: 'permission denied',
    advice: ['load the key into the agent: ssh-add KEYFILE', 'or set spec.ssh.keyFiles in the configuration'],
  },
  {
    pattern: /^Unable to negotiate with /m,
    code: 'hosts/no-common-algorithm',
    what: 'no matching SSH algorithms',
    advice: ['update the SSH server, or allow its algorithms in ~/.ssh/config'],
  },
  {
    pattern: /^channel \d+: open failed: administratively prohibited/m,
    code: 'hosts/unreachable',
    what: 'cannot connect',
    advice: ['in the sshd_config of the jump host, set AllowTcpForwarding yes'],
  },
  {
    pattern: /^ssh: (?:connect to host |Could not resolve )|^stdio forwarding failed|timed out/m,
    code: 'hosts/unreachable',
    what: 'cannot connect',
    advice: [],
  },
];

/**
 * The Failure for what was printed before ssh ended; 'hosts/unreachable' when its words are not clear.
 * @param late why ssh did not end by itself
 */
export const connectFailure = ({label, said, byHand}: Refusal, late?: string): Failure => {
  const {code, what, advice} = meaningOf(said) ?? UNCLEAR;
  const words = [late, printed(said)].filter(Boolean).join('. ');
  return new Failure(code, `${label}: ${what}: ${words || 'ssh ended without a message'}`, {
    suggestions: [...advice, `try it by hand: ${byHand}`],
  });
};

const UNCLEAR: Omit<Meaning, 'pattern'> = {code: 'hosts/unreachable', what: 'cannot connect', advice: []};

const meaningOf = (said: Said): Meaning | undefined => MEANINGS.find(({pattern}) => pattern.test(judged(said)));

/** Without what a server says: a text of its own could read like one of ssh. */
const judged = ({own, others}: Said): string => {
  const bySsh = own.replace(SERVER_TEXT, '$1');
  return own === '' || NO_SERVER.test(bySsh) ? `${bySsh}\n${others}` : bySsh;
};

/** The text of a server may have more lines. */
const SERVER_TEXT = /^(Received disconnect from .*)[\s\S]*/m;

/** How ssh names a connection through a program that ended, such as the ssh of a ProxyJump of the user. */
const NO_SERVER = /\bUNKNOWN port 65535\b/;

/** A person at a terminal may help: type a passphrase, touch a key, accept a host key, or read what a program asks. */
export const isForPerson = (said: Said): boolean => {
  const meaning = meaningOf(said);
  return meaning === undefined || ['hosts/auth-refused', 'hosts/unknown-host-key'].includes(meaning.code);
};

/** A busy sshd drops connections before the handshake (MaxStartups). */
export const wasDropped = (said: Said): boolean => meaningOf(said) === undefined && DROPPED.test(judged(said));

const DROPPED =
  /^(?:kex|ssh)_exchange_identification: (?:Connection closed by remote host|.*Connection reset by peer)$/m;

const LONGEST = 1000;

/** All of it in one line, without control characters and lines of decoration. */
export const printed = ({own, others}: Said): string =>
  `${own}\n${others}`
    .split('\n')
    .map(line => printable(line, LONGEST))
    .filter(line => line !== '' && !/^@+$/.test(line))
    .join(' ')
    .slice(0, LONGEST);

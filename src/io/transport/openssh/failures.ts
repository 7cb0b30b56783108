import type {Code} from '../../../core/codes/code.js';
import {Failure} from '../../../core/failure.js';

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

/** What ssh said about an attempt to connect. */
interface Refusal {
  /** "cp-1 (root@10.0.0.5:22)" */
  readonly label: string;
  readonly said: string;
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
    pattern: /^\S+@\S+: Permission denied \(|Too many authentication failures/m,
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
    pattern: /administratively prohibited/,
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

/** The Failure for what ssh printed before it ended; 'hosts/unreachable' when its words are not clear. */
export const connectFailure = ({label, said, byHand}: Refusal): Failure => {
  const {code, what, advice} = meaningOf(said) ?? UNCLEAR;
  return new Failure(code, `${label}: ${what}: ${printed(said) || 'ssh ended without a message'}`, {
    suggestions: [...advice, `try it by hand: ${byHand}`],
  });
};

const UNCLEAR: Omit<Meaning, 'pattern'> = {code: 'hosts/unreachable', what: 'cannot connect', advice: []};

const meaningOf = (said: string): Meaning | undefined => MEANINGS.find(({pattern}) => pattern.test(said));

/** A person at a terminal may help: type a passphrase, touch a key, accept a host key, or read what a program asks. */
export const isForPerson = (said: string): boolean => {
  const meaning = meaningOf(said);
  return meaning === undefined || ['hosts/auth-refused', 'hosts/unknown-host-key'].includes(meaning.code);
};

/** A busy sshd drops connections before the handshake (MaxStartups). */
export const wasDropped = (said: string): boolean =>
  meaningOf(said) === undefined && /^(?:kex|ssh)_exchange_identification: /m.test(said);

const LONGEST = 1000;

/** Its words in one line, without control characters and lines of decoration. */
export const printed = (said: string): string =>
  said
    .split('\n')
    .map(line => line.replace(/\p{Cc}/gu, ' ').trim())
    .filter(line => line !== '' && !/^@+$/.test(line))
    .join(' ')
    .slice(0, LONGEST);

import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {printable} from './printable.js';
import type {ExecResult, Transport} from './transport.js';

/**
 * Runs commands as root with `sudo -n`, for a user whose sudo has worked on this connection. Throws Failure
 * 'hosts/no-sudo' when sudo refuses nevertheless, because its configuration has changed.
 */
export const elevated = (transport: Transport, host: HostName, user: string): Transport => ({
  ...transport,
  exec: async (command, options) => {
    const result = await transport.exec({...command, argv: [...SUDO, ...command.argv]}, options);
    const refusal = refusalIn(result);
    if (refusal !== undefined) throw sudoRefused(host, user, refusal);
    return result;
  },
});

/** In English, so that refusals differ from the output of the command. */
const SUDO = ['env', 'LC_ALL=C', 'sudo', '-n', '--'];

/** Of sudo 1.8 and 1.9, and of sudo-rs. */
const REFUSALS = [
  /^sudo(?:-rs)?: .*a (?:terminal|password) is required/,
  /^sudo(?:-rs)?: .*must have a tty/,
  /^sudo(?:-rs)?: .*(?:account|password) .*expired/i,
  /^sudo(?:-rs)?: .*interactive authentication is required/i,
  /^sudo(?:-rs)?: .*I'm afraid I can't do that/,
  /is not in the sudoers file/,
  /^Sorry, user .* is not allowed to /,
  /^Sorry, user .* may not run sudo/,
  /^env: .?sudo.?: (?:No such file|Permission denied)/,
];

const isRefusal = (line: string): boolean => REFUSALS.some(refusal => refusal.test(line));

const refusalIn = ({code, stderr}: ExecResult): string | undefined =>
  code === 0
    ? undefined
    : stderr
        .split('\n')
        .map(line => line.slice(0, LONGEST))
        .find(isRefusal);

/** Its refusals are shorter, and the patterns take long for a line of megabytes. */
const LONGEST = 1000;

/** The Failure of a user who cannot become root: quotes what sudo printed, the line of a known refusal first. */
export const sudoRefused = (host: HostName, user: string, said: string): Failure => {
  const lines = said
    .split('\n', 100)
    .map(line => printable(line))
    .filter(Boolean);
  const line = lines.find(isRefusal) ?? lines[0];
  const {problem, advice} = KINDS.find(({pattern}) => pattern.test(line ?? '')) ?? WITHOUT_PASSWORD;
  return new Failure(
    'hosts/no-sudo',
    `${host}: commands run as root, and ${user} ${problem}: ${line ?? 'sudo -n ran no command and printed nothing'}`,
    {suggestions: [...advice(host, user), 'or log in as root: set spec.ssh.user to root in the configuration']},
  );
};

interface Kind {
  readonly problem: string;
  readonly advice: (host: HostName, user: string) => readonly string[];
}

const FILE = '/etc/sudoers.d/quorate';

const WITHOUT_PASSWORD: Kind = {
  problem: 'cannot use sudo without a password',
  advice: (host, user) => [
    `on ${host}, as root: echo '${user} ALL=(ALL) NOPASSWD: ALL' > ${FILE} && chmod 440 ${FILE}`,
  ],
};

const KINDS: readonly (Kind & {readonly pattern: RegExp})[] = [
  {
    pattern: /must have a tty/,
    problem: 'may use sudo on a terminal only (requiretty)',
    advice: (host, user) => [
      `on ${host}, as root: echo 'Defaults:${user} !requiretty' >> ${FILE} && chmod 440 ${FILE}`,
    ],
  },
  {
    pattern: /^env: .*(?:No such file|not found)/,
    problem: 'has no sudo',
    advice: host => [`on ${host}, as root, install the package sudo, and allow the user: visudo -f ${FILE}`],
  },
  {
    pattern: /expired/i,
    problem: 'cannot use sudo, because the account or its password has expired',
    advice: (host, user) => [`on ${host}, as root: chage -l ${user}`],
  },
];

import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {ExecResult, Transport} from './transport.js';

/** Runs commands as root with `sudo -n`. Throws Failure 'hosts/no-sudo' when `user` cannot without a password. */
export const elevated = (transport: Transport, host: HostName, user: string): Transport => ({
  ...transport,
  exec: async (command, options) => {
    const result = await transport.exec({...command, argv: [...SUDO, ...command.argv]}, options);
    const refusal = sudoRefusal(result);
    if (refusal !== undefined) throw noSudo(host, user, command.title, refusal);
    return result;
  },
});

/** In English, so that refusals differ from the output of the command. */
const SUDO = ['env', 'LC_ALL=C', 'sudo', '-n', '--'];

const REFUSALS = [
  /^sudo: .*a (?:terminal|password) is required/,
  /^sudo: sorry, you must have a tty/,
  /^sudo: .*(?:account|password) .*expired/i,
  /is not in the sudoers file/,
  /^Sorry, user .* is not allowed to /,
  /^Sorry, user .* may not run sudo/,
  /^env: .?sudo.?: (?:No such file|Permission denied)/,
];

const sudoRefusal = ({code, stderr}: ExecResult): string | undefined =>
  code === 0 ? undefined : stderr.split('\n').find(line => REFUSALS.some(refusal => refusal.test(line)));

const noSudo = (host: HostName, user: string, title: string, refusal: string): Failure =>
  new Failure(
    'hosts/no-sudo',
    `${host}: "${title}" needs root, and ${user} cannot use sudo without a password: ${refusal}`,
    {
      suggestions: [
        `on ${host}, as root: echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/quorate && chmod 440 /etc/sudoers.d/quorate`,
        'or log in as root: set spec.ssh.user to root in the configuration',
      ],
    },
  );

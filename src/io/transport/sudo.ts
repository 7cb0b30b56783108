import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {ExecResult, Transport} from './transport.js';

/** Commands run as root by `sudo -n`; throws Failure 'hosts/no-sudo' when `user` may not do that without a password. */
export const elevated = (transport: Transport, host: HostName, user: string): Transport => ({
  ...transport,
  exec: async (command, options) => {
    const result = await transport.exec({...command, argv: [...SUDO, ...command.argv]}, options);
    const refusal = sudoRefusal(result);
    if (refusal !== undefined) throw noSudo(host, user, command.title, refusal);
    return result;
  },
});

/** In English, or the refusal could not be told from the command's own words. */
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
    `${host}: "${title}" needs root, and ${user} may not use sudo without a password: ${refusal}`,
    {
      suggestions: [
        `on ${host}, as root: echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/quorate && chmod 440 /etc/sudoers.d/quorate`,
        'or log in as root: set ssh.user to root in cluster.yaml',
      ],
    },
  );

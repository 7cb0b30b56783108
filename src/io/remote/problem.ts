import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {printable} from '../transport/printable.js';
import type {ExecResult} from '../transport/transport.js';
import {fetchFailure} from './fetch-problem.js';
import {packagesFailure} from './packages-problem.js';

/** The Failure of a script: from its `problem` line, else from its exit code. */
export function problemIn(result: ExecResult, host: HostName, title: string): Failure {
  const line = result.stdout.subarray(-8192).toString().trimEnd().split('\n').at(-1) ?? '';
  const [word, kind = '', path = '', detail = ''] = line.split('\t').map(part => printable(part, MAX_DETAIL));
  return word === 'problem' ? reported({kind, path, detail, host, title}) : unreported(result, host, title);
}

interface Problem {
  readonly kind: string;
  readonly path: string;
  readonly detail: string;
  readonly host: HostName;
  readonly title: string;
}

function reported({kind, path, detail, host, title}: Problem): Failure {
  const again = 'then run the same command again: it continues where this one stopped';
  switch (kind) {
    case 'disk-full':
      return new Failure('hosts/disk-full', `${host}: no space left to write ${path}; the previous file is unchanged`, {
        suggestions: [`free space on ${host}: df -h ${path.slice(0, path.lastIndexOf('/')) || '/'}`, again],
        cause: detail,
      });
    case 'digest-mismatch':
      return new Failure(
        'artifacts/digest-mismatch',
        `${host}: ${title}: the received data for ${path} has the digest ${detail}`,
        {
          suggestions: [
            'check the bundle: `quorate bundle verify` (with `--bundle DIR` if spec.artifacts.bundle is set)',
            'if it is intact, the upload was damaged: run the same command again',
          ],
        },
      );
    case 'truncated':
      return new Failure('hosts/garbled-upload', `${host}: the upload of ${path} was truncated (${title}: ${detail})`, {
        suggestions: [`check the network between this machine and ${host}`, again],
      });
    case 'no-systemd':
      return new Failure('hosts/no-systemd', `${host}: systemd does not answer (${title}: ${detail})`, {
        suggestions: [`on ${host}: systemctl is-system-running`, 'use a host that is booted with systemd'],
      });
    case 'unsupported-userland':
      return new Failure(
        'hosts/unsupported-userland',
        `${host}: the tools of this host are not supported: ${path}: ${detail}`,
        {
          suggestions: [
            `install ${host} with a distribution that has systemd, glibc, and GNU coreutils or uutils: Debian, Ubuntu, or one of the Red Hat family`,
          ],
        },
      );
    case 'missing-tools':
      return new Failure('hosts/missing-tools', `${host}: ${title}: these programs are not installed: ${detail}`, {
        suggestions: [`on ${host}, install coreutils, sed and util-linux`, 'then run the same command again'],
      });
    case 'containerd-silent':
      return new Failure('timeout/containerd', `${host}: containerd does not answer on ${path}: ${detail}`, {
        suggestions: [`on ${host}, read the log: journalctl -u containerd.service`, again],
      });
    case 'does-not-run':
      return new Failure('hosts/binary-broken', `${host}: ${path} does not run: ${detail}`, {
        suggestions: [
          'check the bundle: `quorate bundle verify` (with `--bundle DIR` if spec.artifacts.bundle is set)',
          `compare architecture and kernel of ${host} with those of the bundle: uname -mr`,
          `check that the file system is not mounted noexec: findmnt --target ${path}`,
        ],
      });
    case 'pending-key-differs':
      return new Failure(
        'pki/pending-key-differs',
        `${host}: ${title}, nothing was changed: below ${path}, ${detail}`,
        {
          suggestions: ['run the same command again: it makes new keys'],
        },
      );
    case 'other-identity':
      return new Failure('identity/other', `${host}: ${title} was refused, nothing was changed: ${path} ${detail}`, {
        suggestions: [
          `read /var/lib/quorate/identity and /etc/quorate/identity on ${host}`,
          `if another machine answers, correct address or sshAddress of ${host} in the configuration`,
          'then run the same command again',
        ],
      });
    case 'refused':
      return new Failure('hosts/refused', `${host}: ${title} refused to remove ${path}: ${detail}`, {
        suggestions: [
          `on ${host}, if /var/lib/quorate/owned or /etc/quorate/owned has the line ${path}, delete it from both`,
          'then run the same command again',
        ],
      });
    default:
      return (
        fetchFailure({kind, about: path, detail, host}) ??
        packagesFailure({kind, about: path, detail, host}) ??
        new Failure('hosts/command-failed', `${host}: ${title} failed at ${path}: ${detail}`, {
          suggestions: [`fix the reported problem on ${host}`, again],
        })
      );
  }
}

function unreported({code, stdout, stderr}: ExecResult, host: HostName, title: string): Failure {
  const output = firstLines(stderr) || firstLines(stdout.subarray(0, 8192).toString()) || 'no output';
  return new Failure('hosts/command-failed', `${host}: ${title} ended with exit code ${code}: ${output}`, {
    suggestions: [`check the logs on ${host}: journalctl -b -p err`, 'then run the same command again'],
  });
}

const MAX_LINES = 10;
const MAX_DETAIL = 4096;

const firstLines = (output: string): string =>
  output
    .split(/[\r\n]+/, 100)
    .map(line => printable(line))
    .filter(Boolean)
    .slice(0, MAX_LINES)
    .join('\n');

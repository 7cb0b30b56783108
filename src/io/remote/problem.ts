import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import type {ExecResult} from '../transport/transport.js';

/** The Failure for a script that did not succeed: its own `problem` line, else how it ended. */
export function problemIn(result: ExecResult, host: HostName, title: string): Failure {
  const line = result.stdout.subarray(-8192).toString().trimEnd().split('\n').at(-1) ?? '';
  const [word, kind = '', path = '', detail = ''] = line.split('\t');
  return word === 'problem' ? told({kind, path, detail, host, title}) : untold(result, host, title);
}

interface Problem {
  readonly kind: string;
  readonly path: string;
  readonly detail: string;
  readonly host: HostName;
  readonly title: string;
}

function told({kind, path, detail, host, title}: Problem): Failure {
  const again = 'run the same command again: it goes on where this one stopped';
  switch (kind) {
    case 'disk-full':
      return new Failure('hosts/disk-full', `${host}: no space left to write ${path}; what was there is untouched`, {
        suggestions: [`make room on ${host} (df -h ${path.slice(0, path.lastIndexOf('/')) || '/'})`, again],
        cause: detail,
      });
    case 'digest-mismatch':
      return new Failure(
        'artifacts/digest-mismatch',
        `${host}: ${title}: what arrived for ${path} has the digest ${detail}`,
        {
          suggestions: ['quorate bundle verify', 'build or fetch the bundle again if it says the same'],
        },
      );
    case 'truncated':
      return new Failure('hosts/garbled-upload', `${host}: ${path} did not arrive whole (${title}: ${detail})`, {
        suggestions: [`check the connection to ${host}`, again],
      });
    case 'no-systemd':
      return new Failure('hosts/no-systemd', `${host}: systemd does not answer (${title}: ${detail})`, {
        suggestions: [`quorate needs a host that systemd runs: look at "systemctl is-system-running" on ${host}`],
      });
    case 'containerd-silent':
      return new Failure('timeout/containerd', `${host}: containerd does not answer on ${path}: ${detail}`, {
        suggestions: [`journalctl -u containerd on ${host} says why`, again],
      });
    case 'does-not-run':
      return new Failure('hosts/binary-broken', `${host}: ${path} does not run there: ${detail}`, {
        suggestions: ['quorate bundle verify', `see whether ${host} is of the architecture and age the bundle is for`],
      });
    case 'other-identity':
      return new Failure('identity/other', `${host}: ${title} was refused, nothing was changed: ${path} ${detail}`, {
        suggestions: [
          `let ${host} lead to its own machine (address, sshAddress), then run the same command again`,
          `look at /var/lib/quorate/identity and /etc/quorate/identity on ${host}`,
        ],
      });
    case 'refused':
      return new Failure('hosts/refused', `${host}: ${title} does not touch ${path}: ${detail}`, {
        suggestions: [`look at ${path} and /var/lib/quorate/owned on ${host}`],
      });
    default:
      return new Failure('hosts/command-failed', `${host}: ${title} failed at ${path}: ${detail}`, {
        suggestions: [`put right on ${host} what the message says`, again],
      });
  }
}

function untold({code, stderr}: ExecResult, host: HostName, title: string): Failure {
  const said = stderr.trim() || 'it said nothing';
  return new Failure('hosts/command-failed', `${host}: ${title} ended with exit code ${code}: ${said}`, {
    suggestions: [`look at ${host} (dmesg, journalctl), then run the same command again`],
  });
}

import {Failure} from '../../core/failure.js';
import type {HostName} from '../../core/model/names.js';
import {commandOf, installCommand, PACKAGE_MANAGERS, type PackageManager} from '../../core/model/package-manager.js';

interface Problem {
  readonly kind: string;
  /** What packages.sh and packages-remove.sh report: the manager, "unreachable" or an exit code, and names. */
  readonly about: string;
  /** The last lines of the package manager. */
  readonly detail: string;
  readonly host: HostName;
}

/** The Failure of a package manager that failed; undefined for any other problem. */
export function packagesFailure({kind, about, detail, host}: Problem): Failure | undefined {
  const [name, ...rest] = about.trim().split(/\s+/);
  const manager = PACKAGE_MANAGERS.find(each => each === name) ?? 'apt';
  switch (kind) {
    case 'packages-missing':
      return notFound(host, manager, rest, detail);
    case 'packages-failed': {
      const [code, ...packages] = rest;
      return failure(host, `installing ${packages.join(', ')}: ${ended(manager, code, detail)}`, [
        `on ${host}, to see the error: ${installCommand(manager, packages)}`,
        AGAIN,
      ]);
    }
    case 'packages-left': {
      const [code, ...packages] = rest;
      return failure(host, `removing ${packages.join(', ')}: ${ended(manager, code, detail)}`, [
        `on ${host}, to see the error: ${commandOf(manager)} remove ${packages.join(' ')}`,
        `or, to keep these packages, on ${host}: rm /var/lib/quorate/packages`,
        AGAIN,
      ]);
    }
    default:
      return undefined;
  }
}

function notFound(host: HostName, manager: PackageManager, words: readonly string[], detail: string): Failure {
  const isReached = words[0] !== 'unreachable';
  const packages = isReached ? words : words.slice(1);
  const why = isReached ? 'no repository of this host has it' : 'the repositories of this host cannot be read';
  return failure(host, `installing ${packages.join(', ')}: ${why}${said(detail)}`, [
    isReached
      ? `on ${host}: ${LOOK_UP[manager]} ${packages.join(' ')}; add a repository that has it`
      : `on ${host}: ${REFRESH[manager]}; if it needs a proxy, set spec.proxy, or the proxy of ${commandOf(manager)} on the host`,
    AGAIN,
  ]);
}

const LOOK_UP: Readonly<Record<PackageManager, string>> = {
  apt: 'apt-cache policy',
  dnf: 'dnf info',
  zypper: 'zypper search',
};

const REFRESH: Readonly<Record<PackageManager, string>> = {
  apt: 'apt-get update',
  dnf: 'dnf makecache',
  zypper: 'zypper refresh',
};

const ended = (manager: PackageManager, code = 'unknown', detail = ''): string =>
  `${commandOf(manager)} ended with exit code ${code}${said(detail)}`;

const said = (detail: string): string => {
  const text = detail.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return text === '' ? '' : `: ${text}`;
};

const failure = (host: HostName, what: string, suggestions: readonly string[]): Failure =>
  new Failure('hosts/packages-failed', `${host}: ${what}`, {suggestions});

const AGAIN = 'then run the same command again: it continues where this one stopped';

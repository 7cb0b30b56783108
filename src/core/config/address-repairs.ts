import {isAddress} from '../network/address.js';
import {isCidr} from '../network/cidr.js';
import {own} from '../own.js';
import type {Path} from './problem.js';
import type {Repair} from './repair.js';

/** A value in the form of a URL, of an SSH target, of an interface or of another setting, in the place of an address. */
export function* addressRepair(path: Path, got: unknown): Iterable<Repair> {
  const key = String(path.at(-1));
  if (key === 'podCidr' || key === 'serviceCidr') yield* rangeRepair(got);
  if (typeof got !== 'string') return;
  const keys = own(KEYS, path.at(-2) === 'endpoint' ? `endpoint.${key}` : key);
  if (keys !== undefined) yield* targetRepair(got, keys, key === 'address');
  if (path.at(-2) === 'endpoints') yield* endpointRepair(got);
}

interface Keys {
  readonly port: string;
  readonly user?: string;
}

/** Where the other parts of an SSH target or a URL belong. */
const KEYS: Readonly<Record<string, Keys>> = {
  address: {port: 'ssh.port', user: 'ssh.user'},
  sshAddress: {port: 'ssh.port', user: 'ssh.user'},
  'endpoint.host': {port: 'spec.endpoint.port'},
};

function* targetRepair(got: string, keys: Keys, isAddressOnly: boolean): Iterable<Repair> {
  const target = targetOf(got);
  if (target === undefined) return;
  const {host, port, user} = target;
  const others = [
    ...(user === undefined || keys.user === undefined ? [] : [`${keys.user}: ${user}`]),
    ...(port === undefined ? [] : [`${keys.port}: ${port}`]),
  ];
  const suffix = others.length === 0 ? '' : `, and set ${others.join(' and ')}`;
  if (host !== got) yield {suggestion: `write ${JSON.stringify(host)}${suffix}`, replacement: JSON.stringify(host)};
  if (isAddressOnly && isName(host))
    yield {
      suggestion: `write the IP address of the host; a name for SSH is another key: sshAddress: ${host}${suffix}`,
    };
}

/** `ssh://user@host:22/path`, `[fd00::5]:22`, `10.0.0.5/24`; undefined for a text that is none of them. */
function targetOf(text: string): {readonly host: string; readonly port?: number; readonly user?: string} | undefined {
  const [, user, rest = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:([^@\s/]+)@)?([^@\s/]+)(?:\/\S*)?$/i.exec(text) ?? [];
  const named = user === undefined ? {} : {user};
  if (isAddress(rest)) return {host: rest, ...named};
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^[\]:]+))(?::(\d{1,5}))?$/.exec(rest) ?? [];
  const host = bracketed ?? plain?.toLowerCase();
  if (host === undefined) return undefined;
  return {host, ...named, ...(port === undefined ? {} : {port: Number(port)})};
}

const isName = (host: string): boolean => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host) && /[a-z]/.test(host);

/** An etcd endpoint needs its scheme and its port. */
function* endpointRepair(got: string): Iterable<Repair> {
  const target = targetOf(got);
  if (target === undefined) return;
  const {host, port = 2379} = target;
  const url = `https://${isAddress(host) && host.includes(':') ? `[${host}]` : host}:${port}`;
  if (url !== got) yield {suggestion: `write ${JSON.stringify(url)}`, replacement: JSON.stringify(url)};
}

/** Tools with dual stack take two ranges here. */
function* rangeRepair(got: unknown): Iterable<Repair> {
  const ranges = (Array.isArray(got) ? got : String(got).split(/[\s,]+/)).filter(
    (range): range is string => typeof range === 'string' && isCidr(range),
  );
  const [first] = ranges;
  if (first === undefined || ranges.length < 2) return;
  const replacement = JSON.stringify(first);
  const suggestion = `quorate builds no dual-stack clusters: write the range of the family that the hosts have, for example ${replacement}`;
  yield Array.isArray(got) ? {suggestion} : {suggestion, replacement};
}

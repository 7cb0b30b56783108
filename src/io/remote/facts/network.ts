import type {PortFact} from '../../../core/model/observed.js';
import {type Answer, matched} from './answer.js';

/** The interface of each address; undefined on a host without `ip`. */
export const interfacesIn = (answer: Answer): Readonly<Record<string, string>> | undefined =>
  answer.has('addresses')
    ? Object.fromEntries(matched(answer, 'addresses', ADDRESS).map(([, device, address]) => [address!, device!]))
    : undefined;

/** Addresses of all interfaces but loopback. */
export function addressesIn(answer: Answer): readonly string[] {
  if (!answer.has('addresses')) return fromRoutingTrie(answer.lines('fib-trie'));
  return matched(answer, 'addresses', ADDRESS)
    .filter(([, device]) => device !== 'lo')
    .map(([, , address]) => address!);
}

const ADDRESS = /^\d+: (\S+) +inet6? ([0-9a-f.:]+)/;

/** A line "|-- ADDRESS" that the line "/32 host LOCAL" follows. */
function fromRoutingTrie(lines: readonly string[]): readonly string[] {
  const local = lines.flatMap((line, at) => {
    const address = /\|-- (\S+)$/.exec(line)?.[1];
    return address !== undefined && /\/32 host LOCAL$/.test(lines[at + 1] ?? '') ? [address] : [];
  });
  return [...new Set(local)].filter(address => !address.startsWith('127.'));
}

export const portsIn = (answer: Answer): readonly PortFact[] =>
  answer.has('listeners') ? fromSs(answer) : fromProc(answer);

const fromSs = (answer: Answer): readonly PortFact[] =>
  matched(answer, 'listeners', /^LISTEN +\d+ +\d+ +(\S+):(\d+) +\S+ *(?:users:\(\("([^"]*)".*)?$/).map(
    ([, address, port, process]) => ({port: Number(port), address: plainAddress(address!), process: process ?? ''}),
  );

/** "[::1]", "127.0.0.53%lo" and "*" as addresses; ss prints "*" for a socket of both families. */
function plainAddress(text: string): string {
  const address = text.replace(/%[^\]]*/, '').replace(/^\[(.*)\]$/, '$1');
  return address === '*' ? '::' : address;
}

const LISTENING = '0A';

const fromProc = (answer: Answer): readonly PortFact[] =>
  answer
    .lines('sockets')
    .map(line => /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /.exec(line))
    .filter(match => match?.[3] === LISTENING)
    .map(match => ({port: Number.parseInt(match![2]!, 16), address: addressOfHex(match![1]!), process: ''}));

/** The kernel prints each 32-bit word of an address in its own byte order. */
export function addressOfHex(hex: string): string {
  const bytes = hex
    .match(/.{8}/g)!
    .flatMap(word => word.match(/../g)!.reverse())
    .map(byte => Number.parseInt(byte, 16));
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.every(byte => byte === 0)) return '::';
  if (bytes.slice(0, 15).every(byte => byte === 0) && bytes[15] === 1) return '::1';
  const groups = Array.from({length: 8}, (_, at) => ((bytes[2 * at]! << 8) | bytes[2 * at + 1]!).toString(16));
  return groups.join(':');
}

import {type HostName, hostName} from '../../../src/core/model/names.js';

/** A command line taken apart. */
export interface Given {
  readonly command: string;
  readonly hosts: readonly HostName[];
  readonly lost: readonly HostName[];
  readonly flags: ReadonlySet<string>;
  readonly ignorePreflight: readonly string[];
  readonly limit?: readonly string[];
  readonly to?: string;
  /** It only shows. */
  readonly dryRun: boolean;
}

const OF_TWO_WORDS = ['upgrade plan', 'topology check'];
const WITH_VALUE = ['to', 'etcd', 'lost', 'limit', 'ignore-preflight-errors', 'max-unavailable'];

/** @param words of a command line that is known to be right. */
export function flagsOf(words: readonly string[]): Given {
  const two = words.slice(0, 2).join(' ');
  const command = OF_TWO_WORDS.includes(two) ? two : words[0]!;
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  const rest = words.slice(command.split(' ').length);
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index]!;
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === undefined) operands.push(word);
    else if (WITH_VALUE.includes(name)) values.set(name, [...(values.get(name) ?? []), value ?? rest[++index]!]);
    else flags.add(name);
  }
  const [to] = values.get('to') ?? [];
  const limit = values.get('limit')?.flatMap(each => each.split(','));
  return {
    command,
    hosts: operands.map(hostName),
    lost: (values.get('lost') ?? []).map(hostName),
    flags,
    ignorePreflight: (values.get('ignore-preflight-errors') ?? []).flatMap(each => each.split(',')),
    ...(limit === undefined ? {} : {limit}),
    ...(to === undefined ? {} : {to}),
    dryRun: flags.has('dry-run') || command.endsWith('plan'),
  };
}

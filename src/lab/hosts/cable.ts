import {readFile} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';
import {attempt, run} from './command.js';
import {labTemplate} from './paths.js';
import {type LabHost, short} from './spec.js';

/**
 * Partitions a host as a failed switch does: its link stays up, and no packet passes, also not from this machine. The
 * partition belongs to the cable, so it stays when the host is powered off.
 */
export const partitionHost = (lab: string, {name, cable}: LabHost): Promise<void> =>
  drop(`Partitioning ${name} from the network`, lab, `cut { "${cable}" }`);

/** Partitions two hosts from each other: each still reaches all the others. */
export const partitionBetween = (lab: string, one: LabHost, other: LabHost): Promise<void> =>
  drop(`Partitioning ${one.name} from ${other.name}`, lab, `parted { ${parting(one, other)}, ${parting(other, one)} }`);

/** Removes all partitions of a host. */
export const reconnectHost = async (lab: string, host: LabHost): Promise<void> => {
  const {off, parted} = await cuts(lab);
  if (off.has(host.cable)) await restore(`Reconnecting ${host.name}`, lab, `cut { "${host.cable}" }`);
  for (const [cable, address] of parted)
    if (cable === host.cable || address === host.address)
      await restore(`Reconnecting ${host.name}`, lab, `parted { "${cable}" . ${address} }`);
};

export const reconnectBetween = async (lab: string, one: LabHost, other: LabHost): Promise<void> => {
  const {parted} = await cuts(lab);
  if (parted.length === 0) return;
  const pair = `parted { ${parting(one, other)}, ${parting(other, one)} }`;
  await restore(`Reconnecting ${one.name} with ${other.name}`, lab, pair);
};

interface Cuts {
  /** Interfaces through which no packet passes. */
  readonly off: ReadonlySet<string>;
  /** An interface, and an address that no packet from it reaches. */
  readonly parted: readonly (readonly [cable: string, address: string])[];
}

export const cuts = async (lab: string): Promise<Cuts> => {
  const {code, stdout, stderr} = await attempt(['nft', '--json', 'list', 'table', 'bridge', table(lab)]);
  if (code === 0) return parsed(stdout);
  if (absent(stderr)) return {off: new Set(), parted: []};
  throw new Failure('lab/command', `Reading the partitions of lab ${lab}: ${stderr.trim()}`, {
    suggestions: ['nft list ruleset'],
  });
};

export const removePartitions = async (lab: string): Promise<void> => {
  const {code, stderr} = await attempt(['nft', 'delete', 'table', 'bridge', table(lab)]);
  if (code === 0 || code === 127 || absent(stderr)) return;
  throw new Failure('lab/command', `Removing the partitions of lab ${lab}: ${stderr.trim()}`, {
    suggestions: [`nft delete table bridge ${table(lab)}`],
  });
};

const drop = async (title: string, lab: string, element: string): Promise<void> => {
  const rules = await readFile(labTemplate('cut.nft'), 'utf8');
  const text = rules.replaceAll('{{table}}', table(lab)).replace('{{element}}', element);
  await run(title, ['nft', '-f', '-'], text);
};

/** Adds the element first: deleting one that another process has just removed would be an error. */
const restore = async (title: string, lab: string, element: string): Promise<void> => {
  const at = `element bridge ${table(lab)} ${element}`;
  await run(title, ['nft', '-f', '-'], `add ${at}\ndelete ${at}\n`);
};

const parting = ({cable}: LabHost, {address}: LabHost): string => `"${cable}" . ${address}`;

const table = (lab: string): string => `quorate_lab_${short(lab, 8)}`;

const absent = (stderr: string): boolean => stderr.includes('No such file or directory');

type Element = string | {readonly concat: readonly [string, string]};

const parsed = (json: string): Cuts => {
  const {nftables} = JSON.parse(json) as {
    readonly nftables: readonly {readonly set?: {readonly name: string; readonly elem?: readonly Element[]}}[];
  };
  const elements = (name: string) => nftables.find(({set}) => set?.name === name)?.set?.elem ?? [];
  return {
    off: new Set(elements('cut').filter(each => typeof each === 'string')),
    parted: elements('parted').flatMap(each => (typeof each === 'string' ? [] : [each.concat])),
  };
};

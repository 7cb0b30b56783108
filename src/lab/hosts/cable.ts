import {readFile} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';
import {attempt, run} from './command.js';
import {labTemplate} from './paths.js';
import {type LabHost, short} from './spec.js';

/**
 * Cuts a host off as a failed switch does: the link stays up and nothing comes through, from this machine neither.
 * The cut belongs to the cable, so it outlasts a power cut of the host.
 */
export const cutCable = async (lab: string, {name, cable}: LabHost): Promise<void> => {
  const rules = (await readFile(labTemplate('cut.nft'), 'utf8'))
    .replaceAll('{{table}}', table(lab))
    .replace('{{cable}}', cable);
  await run(`Cutting ${name} off the network`, ['nft', '-f', '-'], rules);
};

export const healCable = async (lab: string, {name, cable}: LabHost): Promise<void> => {
  if (!(await cutCables(lab)).has(cable)) return;
  const element = `element bridge ${table(lab)} cut { "${cable}" }`;
  // Added first, for deleting what somebody else has just healed would be an error.
  await run(`Connecting ${name} to the network`, ['nft', '-f', '-'], `add ${element}\ndelete ${element}\n`);
};

/** Interfaces nothing comes through. */
export const cutCables = async (lab: string): Promise<ReadonlySet<string>> => {
  const {code, stdout, stderr} = await attempt(['nft', '--json', 'list', 'set', 'bridge', table(lab), 'cut']);
  if (code === 0) return new Set(setElements(stdout));
  if (absent(stderr)) return new Set();
  throw new Failure('lab/command', `Reading which cables of lab ${lab} are cut: ${stderr.trim()}`, {
    suggestions: ['nft list ruleset'],
  });
};

export const removeCuts = async (lab: string): Promise<void> => {
  const {code, stderr} = await attempt(['nft', 'delete', 'table', 'bridge', table(lab)]);
  if (code === 0 || code === 127 || absent(stderr)) return;
  throw new Failure('lab/command', `Removing the cable cuts of lab ${lab}: ${stderr.trim()}`, {
    suggestions: [`nft delete table bridge ${table(lab)}`],
  });
};

const table = (lab: string): string => `quorate_lab_${short(lab, 8)}`;

const absent = (stderr: string): boolean => stderr.includes('No such file or directory');

const setElements = (json: string): readonly string[] => {
  const {nftables} = JSON.parse(json) as {nftables: readonly {set?: {elem?: readonly string[]}}[]};
  return nftables.flatMap(entry => entry.set?.elem ?? []);
};

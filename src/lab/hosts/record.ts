import {readdir, readFile, rename, writeFile} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';
import {type LabPaths, labPaths, labsDir} from './paths.js';
import {DEFAULT_ROOT} from './roots.js';
import type {LabHost, LabSpec} from './spec.js';

/** The hosts that were created, for commands without a configuration. */
export const readRecord = async (paths: LabPaths): Promise<LabSpec | undefined> => {
  const text = await readFile(paths.record, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as LabSpec);
};

export const writeRecord = async (spec: LabSpec, paths: LabPaths): Promise<void> => {
  await writeFile(`${paths.record}.new`, `${JSON.stringify(spec, undefined, 2)}\n`);
  await rename(`${paths.record}.new`, paths.record);
};

/** Names of the labs of this user, also of incomplete ones. */
export const labNames = async (): Promise<readonly string[]> => (await readdir(labsDir()).catch(() => [])).sort();

export const recordOf = (lab: string): Promise<LabSpec | undefined> => readRecord(labPaths(lab));

/**
 * The hosts of the configuration, and those created earlier.
 * @throws Failure lab/changed when a host that exists would get another address or root file system.
 */
export const merged = (wanted: LabSpec, made: LabSpec | undefined): LabSpec => {
  if (made === undefined) return wanted;
  const moved = wanted.hosts.find(host => made.hosts.some(old => differs(old, host)));
  if (moved || made.gateway !== wanted.gateway)
    throw new Failure(
      'lab/changed',
      `Lab ${wanted.name} exists with other addresses${moved ? ` (${moved.name})` : ''}.`,
      {
        suggestions: [
          `remove it with all data of its hosts: quorate lab down --name ${wanted.name}`,
          'or restore the addresses in the configuration',
        ],
      },
    );
  const root = made.root ?? DEFAULT_ROOT;
  if (wanted.root !== undefined && wanted.root !== root)
    throw new Failure(
      'lab/changed',
      `Lab ${wanted.name} exists with the root file system ${root}, not ${wanted.root}.`,
      {
        suggestions: [`remove it with all data of its hosts: quorate lab down --name ${wanted.name}`],
      },
    );
  const names = new Set(wanted.hosts.map(host => host.name));
  return {...wanted, root, hosts: [...wanted.hosts, ...made.hosts.filter(host => !names.has(host.name))]};
};

const differs = (old: LabHost, host: LabHost): boolean => (old.name === host.name) !== (old.address === host.address);

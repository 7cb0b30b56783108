import {cutCables} from './cable.js';
import {leader, supervisor} from './leader.js';
import type {LabPaths} from './paths.js';
import {hasBanner} from './reachable.js';
import type {LabSpec} from './spec.js';

export interface HostState {
  readonly name: string;
  readonly address: string;
  /** `booting`: powered, and sshd does not answer; of a host that is cut off nobody can tell. */
  readonly state: 'running' | 'booting' | 'off';
  /** Its network is cut. */
  readonly cut: boolean;
}

export const states = async (spec: LabSpec, paths: LabPaths): Promise<readonly HostState[]> => {
  const cuts = await cutCables(spec.name);
  return Promise.all(
    spec.hosts.map(async ({name, address, cable}) => {
      const cut = cuts.has(cable);
      const powered = (await supervisor(paths.host(name))) !== undefined;
      const up = powered && (cut ? (await leader(paths.host(name))) !== undefined : await hasBanner(address));
      return {name, address, state: up ? 'running' : powered ? 'booting' : 'off', cut};
    }),
  );
};

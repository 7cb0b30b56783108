import {cuts} from './cable.js';
import {leader, supervisor} from './leader.js';
import type {LabPaths} from './paths.js';
import {hasBanner} from './reachable.js';
import type {LabSpec} from './spec.js';

export interface HostState {
  readonly name: string;
  readonly address: string;
  /** `booting`: powered on, and sshd does not answer. A partitioned host is `running` once its process 1 exists. */
  readonly state: 'running' | 'booting' | 'off';
  /** It is partitioned from everything. */
  readonly cut: boolean;
  /** Hosts from which it is partitioned while it reaches the others. */
  readonly cutFrom: readonly string[];
}

export const states = async (spec: LabSpec, paths: LabPaths): Promise<readonly HostState[]> => {
  const {off, parted} = await cuts(spec.name);
  return Promise.all(
    spec.hosts.map(async ({name, address, cable}) => {
      const cut = off.has(cable);
      const powered = (await supervisor(paths.host(name))) !== undefined;
      const up = powered && (cut ? (await leader(paths.host(name))) !== undefined : await hasBanner(address));
      const away = new Set(parted.filter(([from]) => from === cable).map(([, to]) => to));
      const cutFrom = spec.hosts.filter(other => away.has(other.address)).map(other => other.name);
      return {name, address, state: up ? 'running' : powered ? 'booting' : 'off', cut, cutFrom};
    }),
  );
};

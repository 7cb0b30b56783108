/** Who is who in an example of the documentation, by host and the last number of its address. */
export interface Topology {
  readonly example: string;
  /** The first three numbers of the addresses. */
  readonly network: string;
  readonly members: Readonly<Record<string, number>>;
  readonly controlPlanes: Readonly<Record<string, number>>;
  readonly nodes: readonly string[];
}

export const STACKED: Topology = {
  example: 'stacked',
  network: '10.88.2',
  members: {cp1: 11, cp2: 12, cp3: 13},
  controlPlanes: {cp1: 11, cp2: 12, cp3: 13},
  nodes: ['cp1', 'cp2', 'cp3', 'w1', 'w2'],
};

export const EXTERNAL: Topology = {
  example: 'external',
  network: '10.88.3',
  members: {etcd1: 31, etcd2: 32, etcd3: 33},
  controlPlanes: {cp1: 11, cp2: 12},
  nodes: ['cp1', 'cp2', 'w1', 'w2'],
};

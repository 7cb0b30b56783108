/** What is measured, in the order of the table; seconds unless the title has another unit. */
export const LINES = {
  bringUp: 'three control planes and two workers, in total',
  artifacts: '… programs and images to all five over SSH',
  afterArtifacts: '… after the artifacts',
  firstControlPlane: '… … the first control plane',
  otherNodes: '… … the others, side by side',
  allReady: '… … until all nodes are Ready',
  secondApply: 'a second apply, nothing to change; beside the bring-up of kubeadm',
  check: 'topology check, nothing wrong; beside the bring-up of kubeadm',
  worker: 'one worker more, after its artifacts',
  controlPlane: 'one control plane more, after its artifacts',
  writeGapMs: 'longest gap of a writer, power cut of the etcd leader (ms)',
} as const;

export type Line = keyof typeof LINES;

/** The figures of one side in one round. */
export type RoundFigures = Partial<Readonly<Record<Line, number>>>;

/** For a line that kubeadm has no command for: the line of kubeadm that it is compared with. */
export const COMPARED_WITH: Partial<Readonly<Record<Line, Line>>> = {secondApply: 'bringUp', check: 'bringUp'};

/** The aims, as ratios to kubeadm in the same run. */
export const AIMS: Partial<Readonly<Record<Line, number>>> = {
  bringUp: 0.4,
  afterArtifacts: 0.25,
  secondApply: 0.05,
  controlPlane: 0.4,
};

/** The figures of a benchmark, in seconds unless the name has another unit. */
export interface Figures {
  /** A fresh cluster of three control planes and two workers: binaries and images to all hosts. */
  readonly uploadS: number;
  /** The rest of the same run: until all nodes are Ready and a second plan is empty. */
  readonly bringUpS: number;
  /** apply without changes, the complete command. */
  readonly emptyApplyS: number;
  /** join of one worker without its upload. */
  readonly addWorkerS: number;
  /** join of one control plane with its etcd member, without its upload. */
  readonly addControlPlaneS: number;
  /** The longest time between two acknowledged writes of a client while the host of the etcd leader is powered off. */
  readonly leaderKillGapMs: number;
}

export const figuresTable = (figures: Figures): string =>
  [
    ['upload to five hosts', seconds(figures.uploadS)],
    ['bring-up after the upload', seconds(figures.bringUpS)],
    ['apply without changes', seconds(figures.emptyApplyS)],
    ['join of a worker, after its upload', seconds(figures.addWorkerS)],
    ['join of a control plane, after its upload', seconds(figures.addControlPlaneS)],
    ['longest write gap, etcd leader powered off', `${figures.leaderKillGapMs} ms`],
  ]
    .map(([what, figure]) => `${what!.padEnd(50)}${figure!.padStart(10)}`)
    .join('\n');

const seconds = (value: number): string => `${value.toFixed(1)} s`;

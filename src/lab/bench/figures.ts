/** What a bench run measures, in seconds unless the name says otherwise. */
export interface Figures {
  /** A fresh cluster of three control planes and two workers: binaries and images to all hosts. */
  readonly uploadS: number;
  /** The same run from there to all nodes Ready and a second look that finds nothing. */
  readonly bringUpS: number;
  /** apply with nothing to do, the whole command. */
  readonly emptyApplyS: number;
  /** join of one worker without its upload. */
  readonly addWorkerS: number;
  /** join of one control plane, an etcd member among it, without its upload. */
  readonly addControlPlaneS: number;
  /** The longest time between two acknowledged writes of a client while the etcd leader's host loses its power. */
  readonly leaderKillGapMs: number;
}

export const figuresTable = (figures: Figures): string =>
  [
    ['upload to five hosts', seconds(figures.uploadS)],
    ['bring-up after the upload', seconds(figures.bringUpS)],
    ['apply with nothing to do', seconds(figures.emptyApplyS)],
    ['a worker more, after its upload', seconds(figures.addWorkerS)],
    ['a control plane more, after its upload', seconds(figures.addControlPlaneS)],
    ['longest write gap, power cut of the etcd leader', `${figures.leaderKillGapMs} ms`],
  ]
    .map(([what, figure]) => `${what!.padEnd(50)}${figure!.padStart(10)}`)
    .join('\n');

const seconds = (value: number): string => `${value.toFixed(1)} s`;

import type {Client} from '../../client.js';
import type {Lab} from '../../hosts/index.js';
import type {TimedStage} from '../timed-run.js';
import type {RoundFigures} from './lines.js';

/** One of the two tools, on new hosts of a lab. Each call is timed by itself and returns its figures. */
export interface Side {
  readonly name: 'quorate' | 'kubeadm';
  /** A cluster of three control planes and two workers. Its stages: of a tool that has some. */
  fresh(): Promise<{readonly figures: RoundFigures; readonly stages: readonly TimedStage[]}>;
  /** What is asked of that cluster without a change. */
  unchanged(): Promise<RoundFigures>;
  /** One worker and one control plane more. */
  grow(): Promise<RoundFigures>;
  /** A client on a worker that writes every 100 ms. */
  writer(): Promise<Client>;
  /** The host whose etcd member leads. */
  leader(): Promise<string>;
}

export type MakeSide = (lab: Lab) => Promise<Side>;

/** Seconds that it takes. */
export async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}

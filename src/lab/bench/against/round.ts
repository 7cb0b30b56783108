import {setTimeout as pause} from 'node:timers/promises';
import type {Lab} from '../../hosts/index.js';
import type {TimedStage} from '../timed-run.js';
import type {RoundFigures} from './lines.js';
import type {MakeSide, Side} from './side.js';
import {type HostUsage, sample, usageBetween} from './usage.js';

export interface Extras {
  readonly idleSeconds: number;
  readonly profile: boolean;
}

export interface Round {
  readonly name: Side['name'];
  readonly figures: RoundFigures;
  readonly stages: readonly TimedStage[];
  /** During the bring-up; empty without a profile. */
  readonly usage: readonly HostUsage[];
  readonly idle: readonly HostUsage[];
}

const WATCHED = ['cp1', 'w1'];

/** All that is measured of one side, on new hosts. */
export async function round(
  lab: Lab,
  makeSide: MakeSide,
  {idleSeconds, profile}: Extras,
  step: (title: string) => void,
): Promise<Round> {
  await lab.down();
  await lab.up();
  const side = await makeSide(lab);
  step(`${side.name}: bring-up`);
  const [usage, fresh] = await during(lab, profile ? WATCHED : [], () => side.fresh());
  step(`${side.name}: commands without a change`);
  const unchanged = await side.unchanged();
  if (idleSeconds > 0) step(`${side.name}: idle for ${idleSeconds} s`);
  const [idle] = await during(lab, idleSeconds > 0 ? WATCHED : [], () => pause(idleSeconds * 1000));
  step(`${side.name}: one worker and one control plane more`);
  const grown = await side.grow();
  step(`${side.name}: power cut of the etcd leader`);
  const writeGapMs = await gapOfPowerCut(lab, side);
  return {
    name: side.name,
    figures: {...fresh.figures, ...unchanged, ...grown, writeGapMs},
    stages: fresh.stages,
    usage,
    idle,
  };
}

async function during<T>(
  lab: Lab,
  hosts: readonly string[],
  act: () => Promise<T>,
): Promise<readonly [readonly HostUsage[], T]> {
  const samples = () => Promise.all(hosts.map(host => sample(lab, host)));
  const before = await samples();
  const result = await act();
  const after = await samples();
  return [hosts.map((host, index) => usageBetween(host, before[index]!, after[index]!)), result];
}

/** The longest time between two acknowledged writes: before, during and after. */
async function gapOfPowerCut(lab: Lab, side: Side): Promise<number> {
  const leader = await side.leader();
  const writer = await side.writer();
  await writer.acknowledges(10);
  await lab.kill(leader);
  await writer.acknowledges(40);
  return (await writer.stop()).longestGapMs;
}

import type {HostName} from '../../../src/core/model/names.js';
import type {MemoryWorld} from '../../support/memory-world.js';
import type {Situation} from './situation.js';

/**
 * A machine of the file goes off.
 *
 * @param number of the machine, counted around. Undefined: that one is off already.
 */
export function switchedOff(
  situation: Situation,
  number: number,
): {readonly host: HostName; readonly situation: Situation} | undefined {
  const {hosts} = situation.file;
  const host = hosts[number % hosts.length]!.name;
  if (situation.world.unreachable.has(host)) return undefined;
  return {host, situation: changed(situation, world => world.lose(host))};
}

export const switchedOn = (situation: Situation, host: HostName): Situation =>
  changed(situation, world => {
    switchOn(world, host);
    world.settle();
  });

/** It boots, and its enabled units start. */
export function switchOn(world: MemoryWorld, host: HostName): void {
  world.unreachable.delete(host);
  for (const unit of world.disk(host).enabled) world.start(host, unit);
}

function changed(situation: Situation, change: (world: MemoryWorld) => void): Situation {
  const world = situation.world.clone();
  world.mayLoseQuorum = true;
  change(world);
  return {...situation, world};
}

import {quorate} from './cli.js';

/**
 * Each run is killed at one of its first operations, so that the next one starts where it stopped: in the end every
 * operation was somebody's first. The moments take turns.
 */
export async function killedUntilDone(command: readonly string[]): Promise<number> {
  const moments = ['1:sent', '2:before', '3:after', '2:sent', '5:sent', '1:after', '4:before'];
  for (let kills = 0; kills < 200; kills++) {
    const {code, signal, stdout, stderr} = await quorate(command, {QUORATE_CRASH_AT: moments[kills % moments.length]!});
    if (code === 0) return kills;
    if (signal !== 'SIGKILL') throw new Error(`ended with ${code}, not killed:\n${stdout}\n${stderr}`);
  }
  throw new Error('it never got there');
}

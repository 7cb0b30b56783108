import {quorate} from './cli.js';

const CLOSE = ['2:sent', '2:before', '1:sent', '2:after', '1:after'];
/** Moments for a few kills that reach the later stages too. */
export const FURTHER_APART = ['3:sent', '4:before', '2:after', '3:before', '4:sent'];

/**
 * Each run is killed at one of its first operations, so that the next one starts where it stopped: in the end each
 * operation was the first one of a run. The moments alternate.
 *
 * @param most number of kills, after which the command runs to its end.
 * @param between runs after each kill.
 * @param moments operations of a run, and where in them: before it, when it was sent, or after it.
 */
export async function killedUntilDone(
  command: readonly string[],
  most = 200,
  between: () => Promise<unknown> = async () => {},
  moments: readonly string[] = most < 10 ? FURTHER_APART : CLOSE,
): Promise<number> {
  for (let kills = 0; kills <= most; kills++) {
    const crash = kills < most ? {QUORATE_CRASH_AT: moments[kills % moments.length]!} : {};
    const {code, signal, stdout, stderr} = await quorate(command, crash);
    if (code === 0) return kills;
    if (signal !== 'SIGKILL') throw new Error(`ended with ${code}, not killed:\n${stdout}\n${stderr}`);
    await between();
  }
  throw new Error('it never got there');
}

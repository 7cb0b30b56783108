import {closeSync} from 'node:fs';
import {isatty} from 'node:tty';

/** Of this process when it started: of a closed terminal the answer would be no. */
const TERMINALS = [0, 1, 2].filter(fd => isatty(fd));
let isAwaited = false;

/**
 * For a process whose terminal was closed. When Node exits it restores the modes of the terminal, and ends with signal 6
 * where that fails, whatever the exit code was. Streams that are closed at that time it leaves alone.
 */
export function closeTerminalAtExit(): void {
  if (isAwaited) return;
  isAwaited = true;
  process.once('exit', () => {
    for (const fd of TERMINALS) close(fd);
  });
}

function close(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // It was closed before.
  }
}

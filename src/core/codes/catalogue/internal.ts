import {entries} from '../entry.js';

/** Errors of quorate itself. */
export const INTERNAL = entries({
  'internal/bug': {
    level: 'error',
    title: 'quorate has a bug',
    explanation:
      'An error occurred that the code does not expect. It is printed with the place in the code where it happened. What was done on hosts before it stays in place, and the next run checks it.',
    remedy:
      'Report the printed lines as a bug. Then run the same command again: it continues from the state that it finds.',
  },
  'internal/command-line': {
    level: 'error',
    title: 'The command could not be started',
    explanation:
      'The library that reads the command line failed, and not because of a flag or an argument: for example, a file of the installation is missing.',
    remedy: 'Install quorate again. If the error remains, report the message as a bug.',
  },
});

import {setMaxListeners} from 'node:events';
import {Failure} from '../../core/failure.js';
import {closeTerminalAtExit} from '../../io/local/closed-terminal.js';

/**
 * Ctrl-C, SIGTERM and SIGHUP: the first one aborts the signal, so that work in progress ends safely; a second Ctrl-C or
 * SIGTERM ends the process at once. A second SIGHUP does not: a terminal that is closed sends it, and so does its shell.
 * Nothing listens until the signal is read, so that other commands end at the first.
 */
export class Interruption {
  private readonly controller = new AbortController();
  private listening = false;

  /** @param notice prints a text for the user; @param leave ends the process. */
  constructor(
    private readonly notice: (text: string) => void,
    private readonly exitProcess: (code: number) => void = process.exit,
    private readonly terminalClosed: () => void = closeTerminalAtExit,
  ) {
    // Every connection and every command in progress listens to it.
    setMaxListeners(0, this.controller.signal);
  }

  get signal(): AbortSignal {
    if (!this.listening) for (const name of SIGNALS) process.on(name, this.interrupt);
    this.listening = true;
    return this.controller.signal;
  }

  stopListening(): void {
    for (const name of SIGNALS) process.off(name, this.interrupt);
    this.listening = false;
  }

  /** The error to show: whatever an interrupted run fails with, the reason is that it was interrupted. */
  explain(error: Error): Error {
    if (!this.controller.signal.aborted && !PROMPT_ERRORS.has(error.name)) return error;
    return new Failure('interrupted/by-user', 'Interrupted. Re-run the command to resume.', {
      suggestions: ['run the same command again to resume'],
      cause: error,
    });
  }

  private readonly interrupt = (name: NodeJS.Signals): void => {
    if (name === 'SIGHUP') this.terminalClosed();
    if (this.controller.signal.aborted) {
      if (name !== 'SIGHUP') this.exitProcess(130);
      return;
    }
    this.notice('\nInterrupted, finishing the current action. Press Ctrl-C again to exit immediately.\n');
    this.controller.abort(new Failure('interrupted/by-user', 'Interrupted.'));
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Errors of the prompt library for a question that was left with Ctrl-C or aborted. */
const PROMPT_ERRORS: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError']);

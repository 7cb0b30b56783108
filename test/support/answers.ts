import type {Command, ExecResult, Transport} from '../../src/io/transport/transport.js';

type Answer = Partial<Omit<ExecResult, 'stdout'>> & {readonly stdout?: string};

/** A transport to a host that answers each command as given. */
export const answeringWith = (answer: (command: Command) => Answer): Transport => ({
  target: 'a test',
  exec: async command => {
    const {code = 0, stdout = '', stderr = ''} = answer(command);
    return {code, stdout: Buffer.from(stdout), stderr};
  },
  forward: async () => {
    throw new Error('no stream was expected');
  },
  close: async () => undefined,
});

import type {Command, ExecResult, Transport} from '../../src/io/transport/transport.js';

type Answer = Partial<Omit<ExecResult, 'stdout'>> & {readonly stdout?: string};

/** A way to a host that answers each command as it is told. */
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

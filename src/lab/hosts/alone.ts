import {createServer, type Server} from 'node:net';
import {Failure} from '../../core/failure.js';
import {short} from './spec.js';

/**
 * Does something that no other process may do to the same lab at the same time. The lock is a name in the kernel
 * that ends with its holder, so a killed one leaves nothing to clear.
 * @throws Failure lab/busy
 */
export const alone = async <T>(stateDir: string, work: () => Promise<T>): Promise<T> => {
  const lock = await hold(`\0quorate-lab-${short(stateDir, 16)}`).catch(cause => {
    throw new Failure('lab/busy', `Another process is making or removing the lab in ${stateDir}.`, {
      suggestions: ['wait until it has finished, then run the same command again'],
      cause,
    });
  });
  try {
    return await work();
  } finally {
    await new Promise(resolve => lock.close(resolve));
  }
};

const hold = (name: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(name, () => resolve(server));
  });

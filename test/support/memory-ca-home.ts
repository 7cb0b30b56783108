import {Failure} from '../../src/core/failure.js';
import {known} from '../../src/core/model/fact.js';
import type {ObservedCluster} from '../../src/core/model/observed.js';
import {asFact} from '../../src/io/as-fact.js';
import {caHome} from '../../src/io/pki/home/ca-home.js';
import type {KeyCipher} from '../../src/io/pki/home/files.js';
import type {CaHome} from '../../src/ports/ca-home.js';
import type {MemoryCluster} from './memory-cluster.js';
import type {MemoryWorld} from './memory-world.js';

/** The directory of the operator in memory. Each write is an operation at which a run can be killed. */
export function memoryCaHome(
  of: () => MemoryCluster,
  change: (operation: string, effect: (world: MemoryWorld) => void) => Promise<void>,
): CaHome {
  const directory = '/operator/pki';
  const files = {
    directory,
    read: async (name: string) => of().world.caHome.get(name),
    replace: (name: string, content: string) =>
      change(`operator: write ${name}`, world => void world.caHome.set(name, Buffer.from(content))),
  };
  return caHome('golden', files, reversing(of));
}

/** As age: nothing is decrypted without the identity, and what is encrypted twice differs. */
const reversing = (of: () => MemoryCluster): KeyCipher => {
  let count = 0;
  return {
    get hasIdentity() {
      return of().hasIdentity;
    },
    encrypt: async text => `${++count}\n${[...text].reverse().join('')}`,
    decrypt: async (encrypted, file) => {
      if (!of().hasIdentity) throw new Failure('pki/identity-missing', `${file} is encrypted`);
      return [...encrypted.slice(encrypted.indexOf('\n') + 1)].reverse().join('');
    },
  };
};

export const observedCaHome = async ({
  configured: {pki},
  caHome: home,
}: Pick<MemoryCluster, 'configured' | 'caHome'>): Promise<Pick<ObservedCluster, 'caHome'>> =>
  pki.directory === undefined ? {} : {caHome: await asFact(async () => known(await home.facts()))};

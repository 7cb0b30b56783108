import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A path of a socket has at most 104 bytes (macOS); ssh adds 17 to the name while it creates it. */
const LONGEST = 104 - 1 - 17;
const SOCKET = 's';

/** A directory that only the operator can read, deep enough for nothing but a socket. */
export interface ControlDirectory {
  readonly path: string;
  readonly socket: string;
  remove(): Promise<void>;
}

export const controlDirectory = async ({XDG_RUNTIME_DIR}: NodeJS.ProcessEnv): Promise<ControlDirectory> => {
  const places = [XDG_RUNTIME_DIR, tmpdir(), '/tmp'].filter(place => place?.startsWith('/') && isShort(place));
  for (const place of places as string[]) {
    const path = await mkdtemp(join(place, 'quorate-')).catch(() => undefined);
    if (path !== undefined)
      return {path, socket: join(path, SOCKET), remove: () => rm(path, {recursive: true, force: true})};
  }
  throw new Error(`no directory for a control socket can be created in ${places.join(', ')}`);
};

const isShort = (place: string): boolean => Buffer.byteLength(join(place, 'quorate-XXXXXX', SOCKET)) <= LONGEST;

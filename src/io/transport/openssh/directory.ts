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
  /** Where ssh writes its own messages. */
  readonly log: string;
  remove(): Promise<void>;
}

export const controlDirectory = async ({XDG_RUNTIME_DIR}: NodeJS.ProcessEnv): Promise<ControlDirectory> => {
  const places = [XDG_RUNTIME_DIR, tmpdir(), '/tmp'].filter(place => place?.startsWith('/') && isUsable(place));
  for (const place of places as string[]) {
    const path = await mkdtemp(join(place, 'quorate-')).catch(() => undefined);
    if (path !== undefined)
      return {
        path,
        socket: join(path, SOCKET),
        log: join(path, 'log'),
        remove: () => rm(path, {recursive: true, force: true}),
      };
  }
  throw new Error(`no directory for a control socket can be created in ${places.join(', ')}`);
};

/** ssh replaces ${NAME} in a path by a variable of the environment, and knows no other way to write it. */
const isUsable = (place: string): boolean =>
  !place.includes('${') && Buffer.byteLength(join(place, 'quorate-XXXXXX', SOCKET)) <= LONGEST;

import {homedir} from 'node:os';
import {join, resolve} from 'node:path';

/** The bundle folder that is configured, else the one in the operator's cache. */
export const bundleDirectory = (configured: string | undefined, env: NodeJS.ProcessEnv): string =>
  configured === undefined
    ? join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'quorate/bundle')
    : resolve(configured.replace(/^~(?=\/|$)/, homedir()));

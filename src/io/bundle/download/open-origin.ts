import {homedir} from 'node:os';
import {resolve} from 'node:path';
import {Failure} from '../../../core/failure.js';
import {folderOrigin} from './folder-origin.js';
import {type HttpSettings, openHttp} from './http.js';
import {httpOrigin} from './http-origin.js';
import type {Origin} from './origin.js';

export interface OriginSettings extends HttpSettings {
  /** Value of the header Authorization for a mirror. */
  readonly authorization?: string | undefined;
}

/**
 * @param from "upstream", the URL of a mirror, or a folder in the layout of a mirror. Upstream's host names are its top
 * folders.
 * @throws Failure usage/from
 */
export const openOrigin = async (from: string, settings: OriginSettings): Promise<Origin> => {
  if (from === 'upstream') return httpOrigin('https://', await openHttp(settings), undefined);
  if (from.trim() === '') throw unusable('The origin of the files is not usable: it is empty');
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(from))
    return folderOrigin(resolve(from.replace(/^~(?=\/|$)/, homedir())), settings.signal);
  const base = mirrorUrl(from);
  return httpOrigin(base, await openHttp(settings), settings.authorization);
};

/** With a slash at its end. */
const mirrorUrl = (from: string): string => {
  const url = URL.canParse(from) ? new URL(from) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw wrongUrl('it is not an http or https URL');
  if (url.username !== '' || url.password !== '')
    throw wrongUrl('it has credentials, which other users see in the list of processes');
  return `${url.href.replace(/\/+$/, '')}/`;
};

/** The URL is not repeated: it may have a password in it. */
const wrongUrl = (problem: string): Failure => unusable(`The URL of the mirror is not usable: ${problem}`);

const unusable = (message: string): Failure =>
  new Failure('usage/from', message, {
    suggestions: ['name it like this: quorate bundle fetch --from https://files.example.com/k8s'],
  });

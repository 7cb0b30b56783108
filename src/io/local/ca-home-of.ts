import type {ClusterConfig} from '../../core/model/config.js';
import type {CaHome} from '../../ports/ca-home.js';
import {caHome} from '../pki/home/ca-home.js';
import {ageTexts} from './age-text.js';
import {caDirectory} from './ca-directory.js';

/** The directory of the operator with the CAs; undefined if the configuration names none. */
export const caHomeOf = (
  {name, pki}: Pick<ClusterConfig, 'name' | 'pki'>,
  identityFile: string | undefined,
): CaHome | undefined =>
  pki.directory === undefined
    ? undefined
    : caHome(name, caDirectory(pki.directory), ageTexts(pki.recipients ?? [], identityFile));

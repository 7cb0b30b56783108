import {LIBEXEC} from './paths.js';
import {templateText} from './template.js';
import type {RenderedFile, Templates} from './types.js';

/** Run by root before each start of a service that writes to a disk. */
export const DATA_OWNER = `${LIBEXEC}/data-owner`;

export const dataOwner = (templates: Templates): RenderedFile => ({
  path: DATA_OWNER,
  mode: '755',
  text: templateText(templates, 'host/data-owner.sh'),
});

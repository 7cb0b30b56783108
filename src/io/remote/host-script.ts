import {Failure} from '../../core/failure.js';
import type {Templates} from '../../core/render/types.js';

/**
 * The text of scripts under templates/host/, named without `.sh`, for one shell: the last one uses functions of those
 * before it. Every script that runs on a host is put together here, behind environment.sh.
 */
export const hostScript = (templates: Templates, ...names: readonly [string, ...string[]]): string =>
  ['environment', ...names].map(name => text(templates, name)).join('\n');

function text(templates: Templates, name: string): string {
  const found = templates.get(`host/${name}.sh`);
  if (found !== undefined) return found;
  throw new Failure('package/template-missing', `the file templates/host/${name}.sh is missing from this package`, {
    suggestions: ['install quorate again'],
  });
}

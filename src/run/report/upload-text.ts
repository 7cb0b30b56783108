import type {Action} from '../../core/actions/action.js';
import {UPLOAD_REASONS} from '../../core/artifacts/transfer.js';
import {bytes, counted} from '../../core/format.js';
import {by} from '../../core/group-by.js';
import type {HostName} from '../../core/model/names.js';

interface Uploads {
  readonly host: HostName;
  /** "uploads 14 files, 210.0 MB: neither curl nor wget is installed" */
  readonly text: string;
}

/** What quorate uploads although hosts download, by host and reason. */
export const exceptionalUploads = (actions: readonly Action[]): readonly Uploads[] => {
  const uploads = actions.flatMap(action =>
    action.kind === 'artifact/install' && action.because !== undefined ? [{...action, because: action.because}] : [],
  );
  return [...by(uploads, ({host, because}) => `${host} ${because}`).values()].map(alike => {
    const {host, because} = alike[0]!;
    const size = alike.reduce((sum, {sends, size: content}) => sum + (sends ?? content), 0);
    return {host, text: `uploads ${counted(alike.length, 'file')}, ${bytes(size)}: ${UPLOAD_REASONS[because]}`};
  });
};

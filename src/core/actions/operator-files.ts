import type {HostName} from '../model/names.js';
import type {OperatorSource} from '../model/operator-file.js';
import type {Descriptors} from './descriptor.js';
import {isPut} from './files.js';
import {onHost} from './snapshot.js';

/** A file that is made on the machine of the operator. Its content, which may be secret, is not part of the plan. */
export interface OperatorFileAction {
  readonly kind: 'operator-file/put';
  readonly host: HostName;
  readonly path: string;
  /** Octal: "600". */
  readonly mode: string;
  readonly source: OperatorSource;
}

export const OPERATOR_FILES: Descriptors<OperatorFileAction> = {
  'operator-file/put': {
    describe: ({path, mode, source}) => `write ${titleOf(source)} to ${path} (mode ${mode})`,
    isDone: onHost((facts, action, {observed: {operatorFiles}}) => {
      const digest = operatorFiles?.known === true ? operatorFiles.value.get(action.source) : undefined;
      return digest !== undefined && isPut(facts, {...action, digest});
    }),
    phase: 'put',
  },
};

const titleOf = (source: OperatorSource): string => {
  const [what, registry] = source.split('/', 2);
  const whose = registry === '_default' ? 'all other registries' : `the registry ${registry}`;
  return what === 'registry-ca' ? `the CA certificates for ${whose}` : `the mirrors and credentials for ${whose}`;
};

import type {Finding} from '../cluster/finding.js';
import {error, type Subject} from './check.js';

export const architecture = ({name, facts, release}: Subject): readonly Finding[] =>
  facts.arch === release.arch
    ? []
    : [
        error(
          'Architecture',
          `${name}: is an ${facts.arch} machine, the bundle holds binaries for ${release.arch}`,
          `take ${name} out of the configuration, or name a bundle for ${facts.arch} in artifacts.bundle`,
        ),
      ];

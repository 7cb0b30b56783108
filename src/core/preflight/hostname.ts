import type {Finding} from '../cluster/finding.js';
import {type Subject, warning} from './check.js';

/** The node is registered under the name in the configuration either way; people find the host by the other. */
export const hostname = ({name, facts}: Subject): readonly Finding[] =>
  facts.hostname.toLowerCase() === name
    ? []
    : [
        warning(
          'Hostname',
          `${name}: calls itself "${facts.hostname}"; its node and its etcd member will be called ${name}`,
          `on ${name}: hostnamectl set-hostname ${name}`,
        ),
      ];

import type {Finding} from '../../model/finding.js';
import {error, type Subject} from './check.js';

/** The first with LoadCredential=, which gives services without root their keys. */
const MIN_SYSTEMD = 247;

export const systemd = ({name, facts, member, controlPlane}: Subject): readonly Finding[] =>
  facts.systemd === undefined || facts.systemd >= MIN_SYSTEMD || (member === undefined && !controlPlane)
    ? []
    : [
        error(
          'SystemdVersion',
          `${name}: runs systemd ${facts.systemd}; ${MIN_SYSTEMD} or later is needed, to give the services of etcd and the control plane their keys`,
          `on ${name}: use a release of the distribution with systemd ${MIN_SYSTEMD} or later`,
        ),
      ];

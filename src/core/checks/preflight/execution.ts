import type {Finding} from '../../model/finding.js';
import {error, type Subject, warning} from './check.js';
import {runs} from './leftovers.js';

export const noExec = ({name, facts}: Subject): readonly Finding[] =>
  facts.noexec
    ? [
        error(
          'NoExec',
          `${name}: /opt is mounted noexec; no program that quorate installs there can be run`,
          `on ${name}: \`mount -o remount,exec /opt\`, and delete noexec from /etc/fstab`,
        ),
      ]
    : [];

export const FAPOLICY_UNIT = 'fapolicyd.service';

const RULES = '/etc/fapolicyd/rules.d/80-quorate.rules';

/** It permits the programs of packages: also haproxy and keepalived, but nothing that quorate installs. */
export const fapolicyd = ({name, facts, node}: Subject): readonly Finding[] => {
  if (!runs(facts, FAPOLICY_UNIT)) return [];
  const ofPods = ['/opt/cni/', '/run/containerd/', '/var/lib/containerd/', '/var/lib/kubelet/'];
  const rules = ['/opt/quorate/', ...(node === undefined ? [] : ofPods)].map(
    folder => `'allow perm=any all : dir=${folder}'`,
  );
  return [
    warning(
      'Fapolicyd',
      `${name}: fapolicyd is active; it does not permit the programs that quorate installs`,
      `on ${name}: \`printf '%s\\n' ${rules.join(' ')} >${RULES} && systemctl restart fapolicyd\``,
    ),
  ];
};

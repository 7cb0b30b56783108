import type {ExtraArg, PodSecurityLevel} from '../../model/config.js';
import {listItems} from '../../model/list-items.js';

/** From the least to the most strict. */
const LEVELS: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted'];

/**
 * Pods below the enforced standard are refused. Those below the baseline standard cause warnings and audit annotations at
 * least. A namespace sets other levels with its labels.
 */
export const admissionConfiguration = (enforce: PodSecurityLevel) => {
  const shown = LEVELS[Math.max(LEVELS.indexOf('baseline'), LEVELS.indexOf(enforce))];
  return {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [
      {
        name: 'PodSecurity',
        configuration: {
          apiVersion: 'pod-security.admission.config.k8s.io/v1',
          kind: 'PodSecurityConfiguration',
          defaults: {
            enforce,
            'enforce-version': 'latest',
            audit: shown,
            'audit-version': 'latest',
            warn: shown,
            'warn-version': 'latest',
          },
          exemptions: {usernames: [], runtimeClasses: [], namespaces: ['kube-system']},
        },
      },
    ],
  };
};

/** Plugins beyond those that Kubernetes enables by default. */
const ADMISSION_PLUGINS = ['NodeRestriction', 'DenyServiceExternalIPs'] as const;

const ENABLE = 'enable-admission-plugins';

/**
 * The enabled plugins, and the extra arguments without those for them. Plugins that the user enables are added to
 * quorate's, which stay enabled unless the user disables them: the API server does not accept a plugin in both lists.
 */
export function enabledPlugins(extraArgs: readonly ExtraArg[]): {
  /** Undefined: none beyond the default. */
  readonly enabled: string | undefined;
  readonly otherArgs: readonly ExtraArg[];
} {
  const listed = (flag: string) => extraArgs.filter(({name}) => name === flag).flatMap(({value}) => listItems(value));
  const disabled = listed('disable-admission-plugins');
  const own = ADMISSION_PLUGINS.filter(plugin => !disabled.includes(plugin));
  const enabled = [...new Set([...own, ...listed(ENABLE)])];
  return {
    enabled: enabled.length === 0 ? undefined : enabled.join(','),
    otherArgs: extraArgs.filter(({name}) => name !== ENABLE),
  };
}

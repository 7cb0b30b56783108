/**
 * Pods below the baseline standard are reported to who creates them and in the audit log, not refused: a namespace
 * opts in to enforcement with its labels.
 */
export const admissionConfiguration = () => ({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AdmissionConfiguration',
  plugins: [
    {
      name: 'PodSecurity',
      configuration: {
        apiVersion: 'pod-security.admission.config.k8s.io/v1',
        kind: 'PodSecurityConfiguration',
        defaults: {
          enforce: 'privileged',
          'enforce-version': 'latest',
          audit: 'baseline',
          'audit-version': 'latest',
          warn: 'baseline',
          'warn-version': 'latest',
        },
        exemptions: {usernames: [], runtimeClasses: [], namespaces: ['kube-system']},
      },
    },
  ],
});

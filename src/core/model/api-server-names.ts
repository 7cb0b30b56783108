/** The names of the API server in its certificates that are the same in every cluster. */
export const apiServerNames = (dnsDomain: string): readonly string[] => [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  `kubernetes.default.svc.${dnsDomain}`,
  'localhost',
];

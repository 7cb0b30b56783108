import type {ModuleSource, Product} from '../product.js';

export const kubernetes = (version: string): readonly Product[] => [
  server('kube-apiserver', version, 215),
  server('kube-controller-manager', version, 60),
  server('kube-scheduler', version, 6),
  server('kubelet', version, 20),
  server('kube-proxy', version, 10),
  {
    ...server('kubectl', version, 24),
    proof: {args: ['version', '--client'], says: `Client Version: v${version}\n`},
  },
];

export const kubernetesSource = (version: string): ModuleSource => ({
  path: MODULE,
  version,
  siblings: version.replace(/^\d+/, '0'),
});

const MODULE = 'k8s.io/kubernetes';

export const server = (name: string, version: string, seconds: number): Product => ({
  component: 'kubernetes',
  version,
  name,
  seconds,
  source: kubernetesSource(version),
  compile: {language: 'go', package: `${MODULE}/cmd/${name}`, stamps: stamps(version)},
  proof: {args: ['--version'], says: `Kubernetes v${version}\n`},
});

/** Without these, every program has the version v0.0.0, and the components reject each other as too old. */
const stamps = (version: string): Readonly<Record<string, string>> => {
  const [major = '', minor = ''] = version.split('.');
  const values = {
    gitVersion: `v${version}`,
    gitMajor: major,
    gitMinor: minor,
    gitCommit: 'unknown',
    gitTreeState: 'clean',
  };
  return Object.fromEntries(
    ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap(where =>
      Object.entries(values).map(([name, value]) => [`${where}.${name}`, value]),
    ),
  );
};

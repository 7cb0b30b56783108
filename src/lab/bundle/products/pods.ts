import type {Product} from '../product.js';
import {kubernetesSource} from './kubernetes.js';

export const pause = (version: string, kubernetesVersion: string): readonly Product[] => [
  {
    component: 'pause',
    version,
    name: 'pause',
    seconds: 1,
    source: kubernetesSource(kubernetesVersion),
    compile: {language: 'c', file: 'build/pause/linux/pause.c', defines: {VERSION: `v${version}`}},
    proof: {args: ['-v'], says: `pause.c v${version}\n`},
    image: {reference: `registry.k8s.io/pause:${version}`, entrypoint: '/pause', user: '65535:65535'},
  },
];

export const agnhost = (version: string, kubernetesVersion: string): readonly Product[] => [
  {
    component: 'agnhost',
    version,
    name: 'agnhost',
    seconds: 25,
    source: kubernetesSource(kubernetesVersion),
    compile: {
      language: 'go',
      package: 'k8s.io/kubernetes/test/images/agnhost',
      stamps: {'main.Version': version},
    },
    proof: {args: ['--version'], says: ` ${version}\n`},
    image: {
      reference: `registry.k8s.io/e2e-test-images/agnhost:${version}`,
      entrypoint: '/agnhost',
      command: ['pause'],
      debian: ['busybox', 'curl'],
    },
  },
];

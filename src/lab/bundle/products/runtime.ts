import type {Product} from '../product.js';

export const containerd = (version: string): readonly Product[] => {
  const path = 'github.com/containerd/containerd/v2';
  const program = (name: string, seconds: number, tags: readonly string[], proof: Product['proof']): Product => ({
    component: 'containerd',
    version,
    name,
    seconds,
    source: {path, version},
    compile: {
      language: 'go',
      package: `${path}/cmd/${name}`,
      tags: [...TAGS, ...tags],
      stamps: {[`${path}/version.Version`]: `v${version}`},
    },
    proof,
  });
  return [
    program('containerd', 62, [], {args: ['--version'], says: ` v${version} `}),
    program('containerd-shim-runc-v2', 4, ['no_grpc'], {args: ['-v'], says: ` v${version}\n`}),
    program('ctr', 4, [], {args: ['--version'], says: ` v${version}\n`}),
  ];
};

/** The tags of containerd's static build. */
const TAGS = ['urfave_cli_no_docs', 'osusergo', 'netgo', 'static_build'];

export const runc = (version: string): readonly Product[] => [
  {
    component: 'runc',
    version,
    name: 'runc',
    seconds: 10,
    source: {path: 'github.com/opencontainers/runc', version},
    compile: {
      language: 'go',
      package: 'github.com/opencontainers/runc',
      // Without seccomp no pod with RuntimeDefault starts. libseccomp is a C library.
      tags: ['seccomp', 'osusergo', 'netgo'],
      cgo: true,
    },
    proof: {args: ['--version'], says: '\nlibseccomp: '},
  },
];

import type {Product} from '../product.js';

export const etcd = (version: string): readonly Product[] => [
  program(version, 'etcd', 'server', 32, {args: ['--version'], says: `etcd Version: ${version}\n`}),
  program(version, 'etcdctl', 'etcdctl', 3, {args: ['version'], says: `etcdctl version: ${version}\n`}),
  program(version, 'etcdutl', 'etcdutl', 2, {args: ['version'], says: `etcdutl version: ${version}\n`}),
];

const program = (version: string, name: string, folder: string, seconds: number, proof: Product['proof']): Product => ({
  component: 'etcd',
  version,
  name,
  seconds,
  source: {path: `go.etcd.io/etcd/${folder}/v3`, version, siblings: version},
  compile: {language: 'go', package: `go.etcd.io/etcd/${folder}/v3`},
  proof,
});

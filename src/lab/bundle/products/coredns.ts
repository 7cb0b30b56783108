import type {Product} from '../product.js';

export const coredns = (version: string): readonly Product[] => [
  {
    component: 'coredns',
    version,
    name: 'coredns',
    seconds: 60,
    source: {path: MODULE, version, main: {kind: 'text', text: main()}},
    compile: {language: 'go', package: '.'},
    proof: {args: ['-version'], says: `CoreDNS-${version}\n`},
    image: {
      reference: `registry.k8s.io/coredns/coredns:v${version}`,
      entrypoint: '/coredns',
    },
  },
];

const MODULE = 'github.com/coredns/coredns';

/** The plugins for cluster DNS; those for clouds and tracing would double the build time. */
const PLUGINS = [
  ...['acl', 'any', 'auto', 'autopath', 'bind', 'bufsize', 'cache', 'cancel', 'chaos', 'debug', 'dns64', 'erratic'],
  ...['errors', 'file', 'forward', 'header', 'health', 'hosts', 'kubernetes', 'loadbalance', 'local', 'log', 'loop'],
  ...['metadata', 'metrics', 'minimal', 'nsid', 'pprof', 'ready', 'reload', 'rewrite', 'root', 'secondary'],
  ...['template', 'timeouts', 'tls', 'transfer', 'view', 'whoami'],
];

const main = (): string => `package main

import (
${PLUGINS.map(plugin => `\t_ "${MODULE}/plugin/${plugin}"\n`).join('')}
\t"${MODULE}/coremain"
)

func main() { coremain.Run() }
`;

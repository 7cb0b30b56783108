import {z} from 'zod';
import {environmentName, httpUrl, nonEmpty, noProxyEntry, proxyUrl, registryName, sha256Hex} from './text.js';

const credentials = z.strictObject({
  username: nonEmpty.exactOptional().describe('User name for basic authentication.'),
  passwordFile: nonEmpty
    .exactOptional()
    .describe('File with the password, on the machine that runs quorate. Only its owner may read it (mode 600).'),
  passwordEnv: environmentName.exactOptional().describe('Environment variable with the password, instead of a file.'),
  tokenFile: nonEmpty
    .exactOptional()
    .describe('File with a bearer token, instead of user name and password. Only its owner may read it (mode 600).'),
  tokenEnv: environmentName.exactOptional().describe('Environment variable with the bearer token, instead of a file.'),
});

export const artifacts = z.strictObject({
  source: z
    .enum(['upstream', 'mirror', 'bundle'])
    .exactOptional()
    .describe(
      'Where hosts get binaries and images. `upstream`: each host downloads them from the projects that release them. `mirror`: from `mirror`. `bundle`: quorate uploads them from a bundle directory. Default: `mirror` if `mirror` is set, otherwise `bundle`.',
    ),
  mirror: httpUrl
    .exactOptional()
    .describe(
      'URL of a mirror in the layout of upstream, with the host names of upstream as its top folders, like `https://files.example.com/k8s`: the layout of `quorate bundle serve`, and of `files_repo` of kubespray.',
    ),
  ca: nonEmpty
    .exactOptional()
    .describe(
      'File with the CA certificates for `mirror` or upstream, in PEM, on the machine that runs quorate. Without it, hosts use the CAs of their system.',
    ),
  credentials: credentials.exactOptional().describe('Credentials for `mirror`.'),
  lock: nonEmpty
    .exactOptional()
    .describe(
      'The lock file with the digests of all downloads, made by `quorate bundle fetch`. Default: `quorate.lock.json` in the directory of this file. For `source: upstream` and `mirror`.',
    ),
  lockSha256: sha256Hex
    .exactOptional()
    .describe('SHA-256 digest of the lock file. If it is set, a lock file with another digest is refused.'),
  bundle: nonEmpty
    .exactOptional()
    .describe(
      'Directory of a bundle of binaries and images, relative to the directory of this file. Without it: the bundle in your cache directory. Also used for hosts that cannot download.',
    ),
});

export const proxy = z.strictObject({
  http: proxyUrl.exactOptional().describe('Proxy for http URLs, like `http://proxy.example.com:3128`.'),
  https: proxyUrl.exactOptional().describe('Proxy for https URLs.'),
  noProxy: z
    .array(noProxyEntry)
    .default([])
    .describe(
      'Hosts, domains (`.example.com`) and CIDRs that are reached without the proxy. Pods and services of the cluster are always among them. Downloads reach its hosts without the proxy too, and containerd those hosts that `registries` names.',
    ),
});

export const registry = z.strictObject({
  host: registryName.describe(
    'Registry as in image references, like `registry.example.com:5000` or `docker.io`. `_default`: all registries without an entry.',
  ),
  mirrors: z
    .array(httpUrl)
    .default([])
    .describe(
      'URLs that are tried first, in this order. A URL with a path is used as it is, for example `https://mirror.example.com/v2/dockerhub`.',
    ),
  ca: nonEmpty
    .exactOptional()
    .describe('File with the CA certificates of the registry and its mirrors, on the machine that runs quorate.'),
  credentials: credentials
    .exactOptional()
    .describe('Credentials for the mirrors, or for the registry itself if there are none.'),
});

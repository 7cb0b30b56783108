import {Flags} from '@oclif/core';
import {Failure} from '../../core/failure.js';
import {bytes, counted, duration, listed} from '../../core/format.js';
import type {ServedVersion} from '../../io/bundle/serve/released.js';
import type {ServedRequest} from '../../io/bundle/serve/server.js';
import type {Serving} from '../../io/bundle/serve/start.js';
import {tokenIn} from '../base/token.js';
import {BaseCommand} from '../base.js';

interface Served {
  readonly directory: string;
  readonly url: string;
  readonly requests: number;
  /** Sent, without headers. */
  readonly bytes: number;
}

export default class BundleServe extends BaseCommand<typeof BundleServe> {
  static override summary = 'Serve the bundle to hosts as a mirror and an image registry';
  static override description =
    'For a site without a mirror: the files of the bundle in the layout of upstream, with the host names of upstream as top folders, and its images as a read-only registry. Hosts download from it with the printed lines in cluster.yaml, and verify every digest. It runs until Ctrl-C and does not change the bundle.';
  static override examples = [
    '<%= config.bin %> bundle serve --listen 10.0.0.5:8480',
    '<%= config.bin %> bundle serve --listen :8480 --tls-cert server.crt --tls-key server.key --token-env TOKEN',
  ];
  static override flags = {
    bundle: Flags.string({description: "Bundle directory (default: in the user's cache)", helpValue: 'DIR'}),
    listen: Flags.string({
      description: 'Port on the loopback address, address and port, or colon and port for all addresses',
      helpValue: '[ADDRESS:]PORT',
      default: '127.0.0.1:8480',
    }),
    'tls-cert': Flags.string({
      description: 'Serve HTTPS with this certificate chain, in PEM',
      helpValue: 'FILE',
    }),
    'tls-key': Flags.string({
      description: 'Key of the certificate, in PEM',
      helpValue: 'FILE',
    }),
    'token-env': Flags.string({
      description: 'Require the token in this environment variable, as a bearer token or as a password',
      helpValue: 'NAME',
    }),
  };

  async run(): Promise<Served> {
    const [{startServing}, {bundleDirectory}] = await Promise.all([
      import('../../io/bundle/serve/start.js'),
      import('../../io/bundle/bundle.js'),
    ]);
    const {bundle, listen, 'tls-cert': cert, 'tls-key': key, 'token-env': variable} = this.flags;
    const {signal} = this;
    const report = this.report();
    const directory = bundleDirectory(bundle, process.env);
    const sent = {requests: 0, bytes: 0};
    const startedAt = performance.now();
    const serving = await startServing({
      directory,
      listen,
      tls: tlsFiles(cert, key),
      token: variable === undefined ? undefined : tokenIn(variable),
      onRequest: request => {
        sent.requests += 1;
        sent.bytes += request.sent;
        report({type: 'step', title: `${request.method} ${request.path}`, detail: requestText(request)});
      },
    });
    try {
      for (const line of introduction(directory, serving, {cert, variable})) this.log(line);
      await aborted(signal);
    } finally {
      await serving.close();
    }
    report({
      type: 'finished',
      tookMs: performance.now() - startedAt,
      summary: `Answered ${counted(sent.requests, 'request')}, sent ${bytes(sent.bytes)}`,
    });
    return {directory, url: serving.urls[0]!, ...sent};
  }
}

/** @throws Failure usage/invalid for one without the other. */
const tlsFiles = (cert: string | undefined, key: string | undefined) => {
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return {cert, key};
  throw new Failure('usage/invalid', '--tls-cert and --tls-key are used together', {
    suggestions: ['quorate bundle serve --tls-cert FILE --tls-key FILE'],
  });
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), {once: true});
  });

/** "206, 12.3 MB of bytes=5000-, 0.3 s, 10.0.0.7" */
const requestText = ({status, sent, range, tookMs, client, problem}: ServedRequest): string =>
  [
    `${status}`,
    `${bytes(sent)}${range === undefined ? '' : ` of ${range}`}`,
    duration(tookMs),
    client,
    ...(problem === undefined ? [] : [problem]),
  ].join(', ');

interface Protection {
  readonly cert: string | undefined;
  readonly variable: string | undefined;
}

const introduction = (directory: string, serving: Serving, {cert, variable}: Protection): readonly string[] => {
  const {urls, versions, rebuilt} = serving;
  const [url] = urls;
  return [
    `Serving ${directory} at ${urls.join(', ')}`,
    ...versions.map(each => `  ${versionText(each)}`),
    ...(serving.isLoopback ? [`Only this machine reaches ${url}. For hosts: --listen ADDRESS:PORT`] : []),
    ...(serving.isLoopback || cert !== undefined || variable !== undefined
      ? []
      : ['Anyone who can connect can read the bundle. Hosts verify the digests.']),
    ...(rebuilt.length === 0
      ? []
      : [
          `${counted(rebuilt.length, 'archive')} of upstream not found in ${directory}/downloads and made from the binaries: a lock file from upstream does not match, only one from this server.`,
        ]),
    '',
    'In cluster.yaml:',
    '  spec:',
    '    artifacts:',
    '      source: mirror',
    `      mirror: ${url}`,
    ...(cert === undefined ? [] : ['      ca: ca.crt # the CA of the certificate, if the hosts do not trust it']),
    ...(variable === undefined ? [] : ['      credentials:', `        tokenEnv: ${variable}`]),
    `Lock file, if there is none: ${fetchCommand(url!, versions, {cert, variable})}`,
  ];
};

const versionText = ({component, version, arches}: ServedVersion): string =>
  `${component} ${version} for ${listed(arches)}`;

const fetchCommand = (url: string, versions: readonly ServedVersion[], {cert, variable}: Protection): string => {
  const kubernetes = versions.filter(({component}) => component === 'kubernetes').at(-1);
  return [
    'quorate bundle fetch',
    ...(kubernetes === undefined ? [] : [`--kubernetes ${kubernetes.version} --arch ${kubernetes.arches.join(',')}`]),
    `--from ${url}`,
    ...(cert === undefined ? [] : ['--ca ca.crt']),
    ...(variable === undefined ? [] : [`--token-env ${variable}`]),
  ].join(' ');
};

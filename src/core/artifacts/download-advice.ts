import type {DownloadProblem, DownloadReason} from '../model/download-problem.js';

/** What happened, as the end of a sentence about the URL. */
export const downloadProblemText = ({reason, detail}: Pick<DownloadProblem, 'reason' | 'detail'>): string =>
  detail === '' ? HAPPENED[reason] : `${HAPPENED[reason]} (${detail})`;

const HAPPENED: Readonly<Record<DownloadReason, string>> = {
  dns: 'the name of the server cannot be resolved',
  unreachable: 'there is no connection to the server',
  timeout: 'the server does not answer, or sends less than 1 kB per second',
  'connection-lost': 'the connection ended before the file was complete',
  tls: 'the certificate of the server is not trusted, or TLS failed',
  proxy: 'the proxy does not let the download through',
  redirects: 'the redirects cannot be followed',
  denied: 'the server refuses to send the file',
  'not-found': 'the server does not have the file',
  status: 'the server answered with an error',
  other: 'the download failed',
};

/** What to do about it: commands for the host, and settings. */
export const downloadAdvice = ({url, reason}: Pick<DownloadProblem, 'url' | 'reason'>, host: string): string => {
  const {host: server, hostname} = new URL(url);
  switch (reason) {
    case 'dns':
      return `on ${host}: \`getent hosts ${hostname}\` must print an address; if the host has internet access through a proxy only, set spec.proxy`;
    case 'unreachable':
    case 'timeout':
    case 'connection-lost':
      return `on ${host}: \`curl -I ${url}\` must answer: check firewalls between ${host} and ${server}; if the host has internet access through a proxy only, set spec.proxy`;
    case 'tls':
      return `if ${server} has a certificate of your own CA, set spec.artifacts.ca to the file with the CA certificate; if the certificate expired or has another name, replace it on ${server}`;
    case 'proxy':
      return `check the URLs and the permissions in spec.proxy; if ${server} is reached without the proxy, add ${hostname} to spec.proxy.noProxy`;
    case 'redirects':
      return `\`curl -sIL ${url}\` shows the redirects: set spec.artifacts.mirror to the URL that they end at`;
    case 'denied':
      return `set spec.artifacts.credentials to an account that may read ${url}`;
    case 'not-found':
      return `add the file to the mirror: ${url}; or correct spec.artifacts.mirror, which has the host names of upstream as its top folders`;
    case 'status':
    case 'other':
      return `on ${host}: \`curl -I ${url}\` shows the answer of ${server}`;
  }
};

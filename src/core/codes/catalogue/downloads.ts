import {entries} from '../entry.js';

/** Downloads by the machine that runs quorate, from upstream or a mirror. */
export const DOWNLOADS = entries({
  'download/not-found': {
    level: 'error',
    title: 'A file to download does not exist',
    explanation:
      'The server answered 404, or the folder does not have the file. A version that was never released, a mirror that does not have this version, and a mirror with another layout are the usual causes. A mirror has the host names of upstream as its top folders: `https://files.example.com/k8s/dl.k8s.io/release/v1.36.3/…`.',
    remedy:
      'Open the URL of the message in a browser or with `curl -I URL`. Choose a version that exists (`--kubernetes`, `--etcd`), or add the file to the mirror, then run the same command again: what was downloaded is kept.',
  },
  'download/denied': {
    level: 'error',
    title: 'The server refuses to send a file',
    explanation:
      'The server answered 401 or 403: it wants other credentials, or the credentials may not read this file. Credentials are sent to the host of the mirror only, never to a host that it redirects to.',
    remedy:
      'Check `artifacts.credentials` in the configuration, or the variable of `--token-env`, and the permissions of the account on the server. Some firewalls answer 403 as well: the message has the URL to ask for.',
  },
  'download/status': {
    level: 'error',
    title: 'The server answered with an error',
    explanation:
      'The server answered with a status that is neither success nor a known reason to fail, for example 500 or 503. It may be overloaded, or limit the number of requests (429).',
    remedy: 'Run the same command again in a few minutes: what was downloaded is kept. `curl -I URL` shows the answer.',
  },
  'download/dns': {
    level: 'error',
    title: 'The name of a server cannot be resolved',
    explanation:
      'DNS on the machine that runs quorate has no address for the name in the message. The machine may have no internet access, or only through a proxy.',
    remedy:
      'Check it with `getent hosts NAME`. Through a proxy: set `HTTPS_PROXY=http://proxy.example.com:3128`. Without internet access: `quorate bundle fetch --from URL` with the URL of a mirror.',
  },
  'download/unreachable': {
    level: 'error',
    title: 'There is no connection to a server',
    explanation:
      'The connection was refused, or there was no answer within ten seconds, or no route to the address. The server is not running at this port, or a firewall is in between.',
    remedy:
      'Check it with `curl -I URL`. Through a proxy: set `HTTPS_PROXY=http://proxy.example.com:3128`. Without internet access: `quorate bundle fetch --from URL` with the URL of a mirror.',
  },
  'download/timeout': {
    level: 'error',
    title: 'A transfer stopped',
    explanation:
      'The connection is open, and no byte arrived for 30 seconds. The server, a proxy or the network in between is overloaded or stopped.',
    remedy: 'Run the same command again: it continues with the next byte.',
  },
  'download/connection-lost': {
    level: 'error',
    title: 'Transfers of a file end early again and again',
    explanation:
      'The connection ended before the file was complete. quorate continued with the next byte, and the connection ended again and again. A proxy or firewall may limit the time or the size of a transfer.',
    remedy:
      'Run the same command again: it continues with the next byte. If it does not advance, download the file by other means into a folder in the layout of the mirror, and use `quorate bundle fetch --from FOLDER`.',
  },
  'download/tls': {
    level: 'error',
    title: 'The certificate of a server is not trusted',
    explanation:
      'The TLS connection was refused: the certificate is signed by an unknown CA, is expired, or is for another name. In a company network, a mirror or a proxy that inspects traffic often has a CA of its own.',
    remedy:
      'Get the CA certificate from the operators of the server or proxy, and name it: `quorate bundle fetch --ca FILE`, or `artifacts.ca` in the configuration. It is used in addition to the CAs of Node.js.',
  },
  'download/proxy': {
    level: 'error',
    title: 'The proxy does not let the download through',
    explanation:
      'The proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`) cannot be reached, is not a valid URL, wants credentials (407), or does not permit this host (403).',
    remedy:
      'Correct the variable: `HTTPS_PROXY=http://USER:PASSWORD@proxy.example.com:3128`. Hosts that are reached without it: `NO_PROXY=files.example.com,10.0.0.0/8`.',
  },
  'download/redirects': {
    level: 'error',
    title: 'A redirect is not followed',
    explanation:
      'The server redirects more than ten times, to a URL that is not http or https, or from https to http. The digests that are published by upstream must arrive over https.',
    remedy:
      '`curl -sIL URL` shows the redirects. Correct the mirror, or name the URL that it redirects to with --from.',
  },
  'download/url': {
    level: 'error',
    title: 'A URL to download from is not valid',
    explanation:
      'The path of a file, whose first part is the name of a server, gives no URL, for example because its port is not a number up to 65535. Paths come from the lock file: it was edited or damaged. No request was sent.',
    remedy:
      'Restore the lock file, for example with `git checkout quorate.lock.json`. Or delete it and write it again: `quorate bundle fetch --kubernetes VERSION`, with `--lock FILE` for another lock file.',
  },
  'download/wrong-size': {
    level: 'error',
    title: 'A file does not have the size that it must have',
    explanation:
      'The server sends more or fewer bytes than it announced, than the lock file names, or than a file of this kind may have. The transfer was stopped. A server that answers every request with a login page or an error page is the usual cause.',
    remedy:
      'Look at what the URL of the message answers: `curl -L URL | head -c 300`. If the mirror has another file under this name, replace it there.',
  },
});

import {entries} from '../entry.js';

/** Downloads by hosts, with `artifacts.source: upstream` or `mirror`. */
export const HOST_DOWNLOADS = entries({
  'hosts/fetch-dns': {
    level: 'error',
    title: 'A host cannot resolve the name of a server',
    explanation:
      'The host downloads binaries and images itself, and its DNS has no address for the server in the message. The host may have no internet access, or only through a proxy.',
    remedy:
      'On {host}: `getent hosts NAME`, with the name in the URL, must print an address. Through a proxy: set `spec.proxy`. Without internet access: set `spec.artifacts.mirror` to a mirror that the host can reach.',
  },
  'hosts/fetch-unreachable': {
    level: 'error',
    title: 'A host has no connection to a server',
    explanation:
      'The connection was refused, or there is no route to the address. The server does not run at this port, or a firewall between it and the host blocks the connection.',
    remedy:
      'On {host}: `curl -I URL`, with the URL of the message, must answer. Correct `spec.artifacts.mirror` or the firewall; through a proxy: set `spec.proxy`.',
  },
  'hosts/fetch-timeout': {
    level: 'error',
    title: 'A download of a host stopped',
    explanation:
      'There was no connection within ten seconds, or the server, or a proxy in between, sent less than 1 kB per second for 30 seconds. Three attempts failed.',
    remedy:
      'Check the server and the network between it and {host}, then run the same command again: the download continues where it stopped.',
  },
  'hosts/fetch-connection-lost': {
    level: 'error',
    title: 'A download of a host ended early again and again',
    explanation:
      'The connection ended before the file was complete. The host continued with the next byte, and three attempts ended without a megabyte of new data. A proxy or a firewall may limit the time or the size of a transfer.',
    remedy:
      'Run the same command again: the download continues where it stopped. If it does not advance, use a mirror that is nearer: `spec.artifacts.mirror`.',
  },
  'hosts/fetch-tls': {
    level: 'error',
    title: 'A host does not trust the certificate of a server',
    explanation:
      'The TLS connection failed: the certificate is signed by an unknown CA, is expired, or is for another name. A mirror, or a proxy that inspects traffic, often has a CA of its own. Without `spec.artifacts.ca` the CA certificates of the host count: a minimal system may lack the package ca-certificates.',
    remedy:
      'Set `spec.artifacts.ca` to the file with the CA certificate; quorate sends it with each download. For a server with a public certificate, on {host}: `apt-get install ca-certificates`, and `timedatectl` must show the right time.',
  },
  'hosts/fetch-proxy': {
    level: 'error',
    title: 'The proxy does not let a download of a host through',
    explanation:
      'The proxy in `spec.proxy` cannot be reached, wants credentials (407), or does not permit this server. quorate sends no credentials to a proxy.',
    remedy:
      'Correct the URLs in `spec.proxy`, or let the proxy permit the server in the message. A server that is reached without the proxy belongs into `spec.proxy.noProxy`.',
  },
  'hosts/fetch-redirects': {
    level: 'error',
    title: 'A host cannot follow the redirects of a server',
    explanation: 'The server redirects more than ten times, or to a URL that is neither http nor https.',
    remedy: '`curl -sIL URL` shows the redirects. Set `spec.artifacts.mirror` to the URL that they end at.',
  },
  'hosts/fetch-denied': {
    level: 'error',
    title: 'A server refuses to send a file to a host',
    explanation:
      'The server answered 401 or 403: it wants other credentials, or these may not read the file. The credentials are sent to the host of the mirror only, and not to a host that it redirects to.',
    remedy: 'Correct `spec.artifacts.credentials`, or the permissions of the account on the server.',
  },
  'hosts/fetch-not-found': {
    level: 'error',
    title: 'A server does not have a file that a host needs',
    explanation:
      'The server answered 404. The mirror lacks this version, or has another layout: the host names of upstream are its top folders, as in `https://files.example.com/k8s/dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet`.',
    remedy: 'Add the file to the mirror, or correct `spec.artifacts.mirror`, then run the same command again.',
  },
  'hosts/fetch-status': {
    level: 'error',
    title: 'A server answered a download of a host with an error',
    explanation:
      'The server answered with a status that is neither success nor a known reason to fail, for example 500 or 503. It may be overloaded, or limit the number of requests (429).',
    remedy: 'Run the same command again in a few minutes: completed downloads are kept.',
  },
  'hosts/fetch-failed': {
    level: 'error',
    title: 'A download of a host failed',
    explanation:
      'curl or wget ended with an error that is none of the usual ones, or is not installed any more. The message has what it printed.',
    remedy:
      'On {host}: `curl -I URL` with the URL of the message shows more. Then run the same command again: completed downloads are kept.',
  },
  'hosts/fetch-wrong-content': {
    level: 'error',
    title: 'A download of a host has another digest than the lock file',
    explanation:
      'The host received another file than the one that the lock file names, also when it downloaded it from its start. It was deleted, and nothing was installed from it. The file on the server is damaged or was replaced, or a server answers with a login page.',
    remedy:
      'Compare the file with the digest of the message: `curl -fsSL URL | sha256sum`. Restore it on the server, then run the same command again. A released file does not change: do not make a new lock file for it before you know why it differs.',
  },
  'hosts/fetch-archive': {
    level: 'error',
    title: 'A host cannot unpack or assemble an archive',
    explanation:
      'The archive has the digest of the lock file, and does not contain what the lock file says, or tar cannot read it. For an image: its parts have the right digests, and the archive that is made of them does not. The lock file was edited, or was made by another version of quorate.',
    remedy:
      'Restore the lock file from version control, or make it again: `quorate bundle fetch --kubernetes VERSION`.',
  },
});

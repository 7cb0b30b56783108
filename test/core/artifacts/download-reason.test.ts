import {describe, expect, test} from 'vitest';
import {downloadAdvice, downloadProblemText} from '../../../src/core/artifacts/download-advice.js';
import {downloadReason} from '../../../src/core/artifacts/download-reason.js';
import type {DownloadReason} from '../../../src/core/model/download-problem.js';

/** Exit codes and messages of curl 7.88 and wget 1.21, as they were on a terminal. */
const ENDS: readonly (readonly ['curl' | 'wget', end: string, said: string, DownloadReason])[] = [
  ['curl', '1', 'curl: (1) Protocol "file" not supported or disabled in libcurl', 'redirects'],
  ['curl', '5', 'curl: (5) Could not resolve proxy: proxy.invalid', 'proxy'],
  ['curl', '6', 'curl: (6) Could not resolve host: files.invalid', 'dns'],
  [
    'curl',
    '7',
    "curl: (7) Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server",
    'unreachable',
  ],
  ['curl', '18', 'curl: (18) transfer closed with 200000 bytes remaining to read', 'connection-lost'],
  ['curl', '22', 'curl: (22) The requested URL returned error: 404', 'not-found'],
  ['curl', '22', 'curl: (22) The requested URL returned error: 401', 'denied'],
  ['curl', '22', 'curl: (22) The requested URL returned error: 403', 'denied'],
  ['curl', '22', 'curl: (22) The requested URL returned error: 407', 'proxy'],
  ['curl', '22', 'curl: (22) The requested URL returned error: 503', 'status'],
  ['curl', '28', 'curl: (28) Connection timed out after 10001 milliseconds', 'timeout'],
  [
    'curl',
    '35',
    'curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to files.example.com:443',
    'tls',
  ],
  ['curl', '47', 'curl: (47) Maximum (10) redirects followed', 'redirects'],
  ['curl', '51', 'curl: (51) SSL: no alternative certificate subject name matches', 'tls'],
  ['curl', '52', 'curl: (52) Empty reply from server', 'connection-lost'],
  ['curl', '56', 'curl: (56) Recv failure: Connection reset by peer', 'connection-lost'],
  ['curl', '56', 'curl: (56) CONNECT tunnel failed, response 407', 'proxy'],
  ['curl', '56', 'curl: (56) Received HTTP code 403 from proxy after CONNECT', 'proxy'],
  ['curl', '60', 'curl: (60) SSL certificate problem: unable to get local issuer certificate', 'tls'],
  ['curl', '77', 'curl: (77) error setting certificate verify locations', 'tls'],
  ['curl', '92', 'curl: (92) HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)', 'connection-lost'],
  ['curl', '3', 'curl: (3) URL using bad/illegal format or missing URL', 'other'],
  ['curl', 'stalled', '', 'timeout'],
  ['wget', '4', 'failed: Connection refused.', 'unreachable'],
  ['wget', '4', 'failed: No route to host.', 'unreachable'],
  ['wget', '4', 'wget: unable to resolve host address ‘files.invalid’', 'dns'],
  ['wget', '4', 'Read error (Connection timed out) in headers.', 'timeout'],
  ['wget', '4', 'failed: Connection timed out.', 'timeout'],
  ['wget', '4', 'Unable to establish SSL connection.', 'tls'],
  ['wget', '4', 'Proxy tunneling failed: Proxy Authentication RequiredUnable to establish SSL connection.', 'proxy'],
  ['wget', '4', '', 'connection-lost'],
  ['wget', '5', "ERROR: The certificate of 'files.example.com' is not trusted.", 'tls'],
  ['wget', '6', 'ERROR 401: Username/Password Authentication Failed.', 'denied'],
  ['wget', '8', 'http://files.example.com/x: 2026-01-01 00:00:00 ERROR 404: Not Found.', 'not-found'],
  ['wget', '8', '2026-01-01 00:00:00 ERROR 407: Proxy Authentication Required.', 'proxy'],
  ['wget', '8', '2026-01-01 00:00:00 ERROR 503: Service Unavailable.', 'status'],
  ['wget', '7', 'Protocol error.', 'other'],
  ['wget', 'redirect', 'it redirects to ftp://files.example.com/x', 'redirects'],
  ['wget', 'stalled', '', 'timeout'],
];

test.each(ENDS)('%s, exit code %s, "%s" is %s', (program, end, said, reason) => {
  expect(downloadReason({program, end, said})).toBe(reason);
});

describe.each([...new Set(ENDS.map(([, , , reason]) => reason))])('the reason %s', reason => {
  const url = 'https://files.example.com/k8s/dl.k8s.io/kubelet';

  test('is said in words, with what the program printed', () => {
    expect(downloadProblemText({reason, detail: ''})).not.toMatch(/[()]/);
    expect(downloadProblemText({reason, detail: 'curl: (6) x'})).toMatch(/ \(curl: \(6\) x\)$/);
  });

  test('has advice with a command for the host, or a setting', () => {
    expect(downloadAdvice({url, reason}, 'cp1')).toMatch(/`curl |`getent |spec\.(artifacts|proxy)/);
  });
});

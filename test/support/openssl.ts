import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** What the openssl command says when it reads a text from its standard input; throws when it says no. */
export const openssl = (args: readonly string[], input: string): string =>
  execFileSync('openssl', args, {input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe']});

/** `openssl verify` of a certificate against a CA, with further flags: "-purpose", "sslserver". */
export const opensslVerify = (certText: string, caText: string, ...flags: readonly string[]): string =>
  opensslVerifyAll([certText], caText, ...flags);

/** The same of several at once; one line a certificate, and it throws when one of them is refused. */
export const opensslVerifyAll = (certTexts: readonly string[], caText: string, ...flags: readonly string[]): string => {
  if (certTexts.length === 0) return '';
  const certs = Object.fromEntries(certTexts.map((text, index) => [`${index}.crt`, text]));
  return withFiles({...certs, 'ca.crt': caText}, path => {
    const chain = ['-x509_strict', '-no-CApath', '-CAfile', path('ca.crt')];
    return openssl(['verify', ...chain, ...flags, ...Object.keys(certs).map(path)], '');
  });
};

/** Runs something with files in a folder that is gone afterwards. */
export function withFiles<T>(texts: Readonly<Record<string, string>>, use: (path: (name: string) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-openssl-'));
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text, {mode: 0o600});
    return use(name => join(folder, name));
  } finally {
    rmSync(folder, {recursive: true});
  }
}

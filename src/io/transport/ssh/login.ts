import type {AnyAuthMethod, AuthHandlerMiddleware, Client} from 'ssh2';
import {identities} from './credentials.js';
import type {Hop} from './hop.js';
import type {Attempts} from './identity.js';
import {authRefused, type LoginEnd} from './login-failure.js';
import type {Asking} from './passphrase.js';
import {type Answer, onRefusal, publicKeyLogin} from './public-key-login.js';

/** The login of one connection: what to offer next, and what it means when the server ends it. */
export interface Login {
  readonly handler: AuthHandlerMiddleware;
  /** A key that cannot sign is skipped. */
  isRecoverable(error: Error): boolean;
  /** The Failure for an error that ended the connection; undefined before the login began. */
  failureFor(error: Error): Error | undefined;
}

export const loginOf = (hop: Hop, client: Client, asking: Asking, fail: (failure: unknown) => void): Login => {
  const attempts: Attempts = {offered: [], unusable: []};
  const keys = identities(hop, asking, attempts.unusable);
  let hasBegun = false;
  let isReady = false;
  let answer: Answer | undefined;
  let accepted: string | undefined;

  const heard = (refusal: Answer): void => {
    answer = refusal;
    if (refusal.isPartial) accepted = attempts.offered.at(-1)?.name;
  };

  const refused = (end: LoginEnd): undefined => {
    fail(authRefused(hop, attempts, end));
    return undefined;
  };

  const next = async (): Promise<AnyAuthMethod | undefined> => {
    if (answer === undefined) {
      hasBegun = true;
      onRefusal(client, heard);
      // As ssh does: the answer lists what the server takes, and some servers need nothing more.
      return {type: 'none', username: hop.user};
    }
    const {methods} = answer;
    if (!methods.includes('publickey'))
      return refused(accepted === undefined ? {is: 'method', methods} : {is: 'partial', accepted, methods});
    const {value: key} = await keys.next();
    if (!key) return refused(accepted === undefined ? {is: 'exhausted'} : {is: 'partial', accepted, methods});
    attempts.offered.push(key);
    return publicKeyLogin(client, hop.user, key);
  };

  client.once('ready', () => {
    isReady = true;
  });
  return {
    handler: (_left, _partial, use) =>
      void next()
        .then(method => method && use(method))
        .catch(fail),
    isRecoverable: error => (error as {level?: string}).level === 'agent',
    failureFor: error =>
      hasBegun && !isReady && isDisconnect(error)
        ? authRefused(hop, attempts, {is: 'ended', reason: error.message})
        : undefined,
  };
};

/** ssh2 gives the reason code of a disconnect message as a number. */
const isDisconnect = (error: Error): boolean => typeof (error as {code?: unknown}).code === 'number';

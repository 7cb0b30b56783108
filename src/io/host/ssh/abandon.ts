import type {ClientChannel} from 'ssh2';

/**
 * Lets go of a command and asks the server to end it: OpenSSH passes signals on since 7.9. Where it does not, the
 * command finds its input and output closed.
 */
export const abandon = (channel: ClientChannel): void => {
  const {outgoing, _client} = channel as unknown as Internals;
  // channel.signal() does nothing once the end of input was sent, although the protocol allows signals until the close.
  if (outgoing.state === 'open' || outgoing.state === 'eof') _client._protocol.signal(outgoing.id, 'TERM');
  channel.close();
};

interface Internals {
  readonly outgoing: {readonly id: number; readonly state: 'open' | 'eof' | 'closing' | 'closed'};
  readonly _client: {readonly _protocol: {signal(channel: number, name: string): void}};
}

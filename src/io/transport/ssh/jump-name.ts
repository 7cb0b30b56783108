import {Failure} from '../../../core/failure.js';

export interface JumpName {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/** Reads `[user@]host[:port]`, also with an IPv6 address in brackets and as `ssh://…`. */
export const parseJump = (text: string): JumpName => {
  const match =
    /^(?:ssh:\/\/)?(?:(\S+)@)?(?:\[([^\]]+)\]|([^@:[\]\s]+)|([0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*))(?::(\d+))?$/.exec(
      text.trim(),
    );
  const [, user, bracketed, name, ipv6, port] = match ?? [];
  const host = bracketed ?? name ?? ipv6;
  if (host === undefined) {
    throw new Failure('config/jump-host', `"${text}" is not a jump host: expected [user@]host[:port]`, {
      suggestions: ['correct spec.ssh.jumpHosts in the configuration, or ProxyJump in ~/.ssh/config'],
    });
  }
  return {host, ...(user === undefined ? {} : {user}), ...(port === undefined ? {} : {port: Number(port)})};
};

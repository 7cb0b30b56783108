import {createServer, type Socket} from 'node:net';
import ssh2 from 'ssh2';
import {parsed, type TestKey} from './keys.js';

/** An SSH agent in this process, listening on a socket as ssh-agent does. */
export const startAgent = async (socket: string, keys: readonly TestKey[]) => {
  const open = new Set<Socket>();
  const server = createServer(connection => {
    open.add(connection);
    connection.on('error', () => {}).on('close', () => open.delete(connection));
    const protocol = new ssh2.AgentProtocol(false);
    protocol.on('identities', request => {
      protocol.getIdentitiesReply(
        request,
        keys.map(key => key.public),
      );
    });
    protocol.on('sign', (request, publicKey, data, options) => {
      const key = keys.find(one => one.public.equals(publicKey));
      if (key) protocol.signReply(request, parsed(key.private).sign(data, options.hash));
      else protocol.failureReply(request);
    });
    protocol.on('error', () => {});
    connection.pipe(protocol).pipe(connection);
  });
  await new Promise<void>(resolve => server.listen(socket, resolve));
  return {
    socket,
    stop: () => {
      for (const connection of open) connection.destroy();
      return new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
};

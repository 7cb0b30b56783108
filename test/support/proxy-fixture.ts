import {once} from 'node:events';
import {createServer, request as httpRequest, type IncomingMessage} from 'node:http';
import {type AddressInfo, connect, type Socket} from 'node:net';

export interface ProxyOptions {
  /** Requests without them are answered with 407. */
  readonly credentials?: {readonly username: string; readonly password: string};
  /** Where all connections go. Without it: to the host that the client names. */
  readonly to?: {readonly port: number};
}

export interface HttpProxy {
  /** Without credentials. */
  readonly url: string;
  readonly port: number;
  /** "CONNECT dl.k8s.io:443" or "GET http://127.0.0.1:4000/…", and whether it was permitted. */
  readonly requests: {readonly line: string; readonly isPermitted: boolean}[];
  readonly close: () => Promise<void>;
}

/** An HTTP proxy: tunnels for https, and plain requests for http. */
export const startProxy = async ({credentials, to}: ProxyOptions = {}): Promise<HttpProxy> => {
  const requests: {readonly line: string; readonly isPermitted: boolean}[] = [];
  const sockets = new Set<Socket>();
  const expected =
    credentials === undefined
      ? undefined
      : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;

  const isPermitted = ({method, url, headers}: IncomingMessage): boolean => {
    const permitted = expected === undefined || headers['proxy-authorization'] === expected;
    requests.push({line: `${method} ${url}`, isPermitted: permitted});
    return permitted;
  };

  const server = createServer((message, response) => {
    if (!isPermitted(message)) {
      response.writeHead(407, {'proxy-authenticate': 'Basic realm="proxy"'}).end();
      return;
    }
    const url = new URL(message.url ?? '/');
    const {'proxy-authorization': _, 'proxy-connection': __, ...headers} = message.headers;
    const onward = httpRequest(
      {
        host: to === undefined ? url.hostname : '127.0.0.1',
        port: to?.port ?? (url.port || 80),
        path: `${url.pathname}${url.search}`,
        ...{method: message.method, headers},
      },
      answered => {
        response.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.on('error', () => response.destroy()).pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    message.pipe(onward);
  });
  server.on('connect', (message: IncomingMessage, client: Socket, head: Buffer) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    if (!isPermitted(message)) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n',
      );
      return;
    }
    const {hostname, port} = new URL(`http://${message.url}`);
    const onward = connect(to?.port ?? Number(port || 443), to === undefined ? hostname : '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    onward.on('error', () => client.destroy());
    client.on('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    close: async () => {
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    },
  };
};

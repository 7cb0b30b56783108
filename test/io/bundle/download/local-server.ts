import {once} from 'node:events';
import type {Server as HttpServer} from 'node:http';
import {createServer, type RequestListener} from 'node:http';
import {type AddressInfo, createServer as createTcpServer, type Server, type Socket} from 'node:net';
import {afterEach} from 'vitest';

const closing: (() => unknown)[] = [];

/** Closes something after the test, the last one first. */
export const afterTest = (close: () => unknown): void => {
  closing.push(close);
};

/** To be called by a test file once. */
export const closeAfterEach = (): void => {
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
};

/** The port of a server that listens until the test ends. */
export const listening = async (server: Server | HttpServer): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  server.listen(0);
  await once(server, 'listening');
  afterTest(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
};

/** The URL of an HTTP server. */
export const serving = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listening(createServer(listener))}`;

/** A port on which nothing listens. */
export const closedPort = async (): Promise<number> => {
  const server = createTcpServer().listen(0);
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

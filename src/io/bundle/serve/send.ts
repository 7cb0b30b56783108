import type {ServerResponse} from 'node:http';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {bytesOf, type Piece} from './content.js';
import type {Reply} from './reply.js';

/**
 * Sends a reply; files are closed however it ends. What ends early closes the connection, so that the client does not take
 * it for complete.
 * @returns the bytes of the body that were sent, and why it ended early.
 */
export const send = async (
  {status, headers, body}: Reply,
  response: ServerResponse,
  isHead: boolean,
): Promise<{readonly sent: number; readonly problem?: string}> => {
  const counted = {sent: 0};
  try {
    response.writeHead(status, headers);
    if (isHead) {
      response.end();
      return counted;
    }
    await pipeline(Readable.from(counting(body, counted), {objectMode: false, highWaterMark: 1}), response);
    return counted;
  } catch (error) {
    response.destroy();
    const {code, message} = error as NodeJS.ErrnoException;
    return {...counted, problem: code === 'ERR_STREAM_PREMATURE_CLOSE' ? 'the client closed the connection' : message};
  }
};

const counting = async function* (body: readonly Piece[], counted: {sent: number}): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytesOf(body)) {
    yield chunk;
    counted.sent += chunk.length;
  }
};

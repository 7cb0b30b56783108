import {API_PORT, type DesiredVipHost} from '../../model/desired.js';
import type {Part} from '../part.js';
import {LIBEXEC, PKI} from '../paths.js';
import type {RenderInput} from '../types.js';
import {keepalived} from './keepalived.js';

/** The API endpoint on the control planes themselves: an API server listens on every address, so on the virtual IP too. */
export const virtualIp = (input: RenderInput, wanted: DesiredVipHost): readonly Part[] =>
  keepalived(input, {
    ...wanted,
    description: 'the virtual IP of the control planes',
    // Not before its API server is ready and the others send their advertisements to it as well.
    phase: 'last',
    config: 'keepalived/control-planes.conf',
    check: {
      path: `${LIBEXEC}/api-server-check`,
      template: 'keepalived/check-api-server.sh',
      values: {ca: PKI.ca.cert, port: String(API_PORT)},
    },
  });

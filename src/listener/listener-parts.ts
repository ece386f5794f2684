import type { RequestListener, ServerOptions } from 'node:http';
import type { WrittenAnswer } from '../model/answer-origin.ts';
import type { ConnectionPlan } from '../model/connection-plan.ts';
import type { ConnectionFacts } from '../model/facts.ts';
import type { RawHeaders } from '../model/step.ts';
import type { HandleHttp2 } from './http2.ts';
import type { SnifferParts } from './parts.ts';
import type { PortParts } from './port.ts';

/** What a listener is given. */
export interface ListenerParts
  extends Pick<PortParts, 'host' | 'port' | 'onError'>,
    Omit<SnifferParts, 'serve' | 'applyWelcome'> {
  readonly handle: RequestListener;
  /** The same for requests of HTTP/2. */
  readonly handleHttp2: HandleHttp2;
  /** Classes for requests and responses. */
  readonly classes: ServerOptions;
  /** Plans a new connection before its first byte is read. */
  plan(facts: ConnectionFacts): ConnectionPlan;
  /** A connection that was planned has closed. */
  closed(facts: ConnectionFacts): void;
  /** The refusal of a CONNECT to `authority`; `null`: the tunnel is opened. */
  refusesTunnel(facts: ConnectionFacts, authority: string): WrittenAnswer | null;
  /** Header fields of the answer that opens a tunnel. */
  tunnelHeaders(): RawHeaders;
  /** The answer to bytes that are no valid request; `code` is Node's, such as `HPE_INVALID_METHOD`. */
  invalidRequest(code: string): WrittenAnswer;
  /** The answer to a request whose head did not arrive within `readMs`. */
  requestTimeout(): WrittenAnswer;
  /** Milliseconds within which the head of a request has to arrive. */
  readMs(): number;
  /** Maximum bytes of the target and the header fields of a request, for a connection that opens now. */
  headBytes(): number;
}

import { IncomingMessage, type RequestListener, type ServerOptions, ServerResponse } from 'node:http';
import express, { type Application } from 'express';

/**
 * Express replaces the prototype of every request and response, which makes
 * requests four times slower on Node 20 and 22. These classes have Express's
 * members from the start, so that the replacement changes nothing.
 */
class Request extends IncomingMessage {}
class Response<Req extends IncomingMessage = IncomingMessage> extends ServerResponse<Req> {}

function giveMembers(target: object, ...sources: readonly object[]): void {
  for (const source of sources) Object.defineProperties(target, Object.getOwnPropertyDescriptors(source));
}

/** The Express application that passes every request to `handle`. */
export interface Front {
  readonly app: Application;
  /** For `http.createServer`. */
  readonly classes: ServerOptions;
}

export function createFront(handle: RequestListener): Front {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  giveMembers(Request.prototype, express.request, app.request);
  giveMembers(Response.prototype, express.response, app.response);
  Object.assign(app, { request: Request.prototype, response: Response.prototype });
  app.use((req, res) => handle(req, res));
  return { app, classes: { IncomingMessage: Request, ServerResponse: Response } };
}

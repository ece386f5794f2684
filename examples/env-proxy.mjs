/**
 * Makes `fetch`, and with it the openai SDK, obey HTTPS_PROXY and NO_PROXY on a Node that cannot do it by itself:
 * `npm install undici`, then `node --import ./env-proxy.mjs app.mjs`.
 */
import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';

setGlobalDispatcher(new EnvHttpProxyAgent());

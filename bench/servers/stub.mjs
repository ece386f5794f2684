// Our stub and player alone, behind Express: no rules, no journal. argv: plain | classes
import { createServer } from 'node:http';
import express from 'express';
import { play } from '../../dist/answer/play.js';
import { createStub } from '../../dist/answer/stub/index.js';
import { systemClock } from '../../dist/lib/clock.js';
import { findPlatform } from '../../dist/platforms/find.js';
import { putInUse } from '../../dist/platforms/in-use.js';
import { createFront } from '../../dist/request/app.js';
import { readBody } from '../../dist/request/body.js';
import { identify } from '../../dist/request/identify.js';
import { createRouter } from '../../dist/request/routes.js';
import { parseTarget } from '../../dist/request/target.js';
import { defaultLimits, defaultPlatform, healthyScenario } from '../../dist/scenario/defaults.js';
import { ready } from './ready.mjs';

const inUse = putInUse(await findPlatform(defaultPlatform));
const stub = createStub(healthyScenario(inUse, 'healthy.yaml'), systemClock);
const router = createRouter(inUse.platform);

async function handle(req, res) {
  const body = await readBody(req, defaultLimits.body);
  const target = parseTarget(req.url);
  const match = router(target.path);
  const facts = identify({ req, at: 0, target, body, match, platform: inUse.platform });
  const stage = { res, socket: req.socket, clock: systemClock, redact: () => [], onLeave: () => {} };
  await play(stub.answer(facts), stage);
}

function plainExpress() {
  const app = express();
  app.disable('x-powered-by');
  app.use(handle);
  return createServer(app);
}

function withClasses() {
  const { app, classes } = createFront(handle);
  return createServer(classes, app);
}

const server = process.argv[2] === 'plain' ? plainExpress() : withClasses();
server.keepAliveTimeout = 65_000;
ready(server);

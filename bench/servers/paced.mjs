// The least that Node needs for a paced stream. argv: frames as JSON, milliseconds between them, tokens.
// Role and first token come at once, and what follows the last token comes with it.
import { createServer } from 'node:http';
import { ready } from './ready.mjs';

const [, , given, perTokenMs, tokens] = process.argv;
const frames = JSON.parse(given).map((frame) => `${frame}\n\n`);

function send(res, began, number) {
  if (number > Number(tokens)) {
    for (const frame of frames.slice(number)) res.write(frame);
    res.end();
    return;
  }
  const dueAt = began + (number - 1) * Number(perTokenMs);
  setTimeout(
    () => {
      res.write(frames[number]);
      send(res, began, number + 1);
    },
    Math.max(0, dueAt - performance.now()),
  );
}

const server = createServer((req, res) => {
  req.resume().on('end', () => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.write(frames[0]);
    res.write(frames[1]);
    send(res, performance.now(), 2);
  });
});
ready(server);

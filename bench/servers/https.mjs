// The least that Node can do with TLS; key and certificate are there already. argv: PEM of both
import { createServer } from 'node:https';

const [, , pem] = process.argv;
const server = createServer({ key: pem, cert: pem }, (_req, res) => res.end('Hello World!'));
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `https://127.0.0.1:${server.address().port}` })}\n`);
});

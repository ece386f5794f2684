/** Listens on any free port of loopback and prints the address as a line of JSON. */
export function ready(server) {
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`);
  });
}

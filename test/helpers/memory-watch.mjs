// Loaded before a program (`node --import`): watches its memory. At SIGUSR2 it tells the most that was held
// since it was told before, as a line of JSON on standard error, and begins anew.
const everyMs = 10;
let most = process.memoryUsage();

function look() {
  const now = process.memoryUsage();
  for (const [what, bytes] of Object.entries(now)) most[what] = Math.max(most[what], bytes);
}

setInterval(look, everyMs).unref();

process.on('SIGUSR2', () => {
  look();
  process.stderr.write(`${JSON.stringify({ memory: most })}\n`);
  most = process.memoryUsage();
});

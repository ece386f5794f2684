/* Loaded into a gateway by `--import`: answers each message of its parent with what the process holds. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const ms = (nanoseconds) => nanoseconds / 1e6;

process.on('message', () => {
  globalThis.gc();
  const { heapUsed, rss, external } = process.memoryUsage();
  const figures = {
    ...{ heapUsed, rss, external },
    handles: process.getActiveResourcesInfo().length,
    delayP50Ms: ms(delay.percentile(50)),
    delayP99Ms: ms(delay.percentile(99)),
    delayMaxMs: ms(delay.max),
  };
  delay.reset();
  process.send(figures);
});
// A soak that was killed leaves no gateway behind.
process.on('disconnect', () => process.exit(1));
// The gateway may end although its parent still listens.
process.channel?.unref();

#!/usr/bin/env node
import { run } from './command/program.ts';
import { keepProcessAlive } from './lib/clock.ts';
import { errorCode } from './lib/errors.ts';
import type { Terminal } from './lib/terminal.ts';

const { stdout, stderr, env } = process;

const terminal: Terminal = {
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  logTarget: stderr,
  env,
  columns: stdout.isTTY ? stdout.columns : 0,
  // `undefined` for a pipe, which the library of colours would take for a question to itself.
  colour: stdout.isTTY === true && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb',
  stopSignal: (again) =>
    new Promise((resolve) => {
      let stopping = false;
      const stop = () => {
        if (stopping) again();
        stopping = true;
        resolve();
      };
      process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
    }),
  // With a listener Node does not start its debugger at this signal.
  onFaultStopSignal: (stop) => void process.on('SIGUSR1', stop),
  onStatusSignal: (tell) => void process.on('SIGUSR2', tell),
};

/** Of a pipe whose reader has left (`list faults | head -1`), and of a terminal that is gone. */
const closedOutput: ReadonlySet<string> = new Set(['EPIPE', 'EIO']);

/** A reader that has left ends no command; a result that could not be written (a full disk) does. */
function onWriteError(error: Error): void {
  if (closedOutput.has(errorCode(error))) return;
  stderr.write(`Failed to write the output: ${error.message}\n`);
  process.exit(2);
}
stdout.on('error', onWriteError);
// A gateway whose log can no longer be written serves on: nobody could be shown why it ended.
stderr.on('error', () => {});

// A command may wait for nothing but a timer of the clock; without this Node would end it with exit code 13.
const release = keepProcessAlive();
const code = await run(process.argv.slice(2), terminal);
release();
stdout.write('', () => {
  // The last write may have failed without its event so far.
  if (stdout.errored !== null) onWriteError(stdout.errored);
  process.exit(code);
});

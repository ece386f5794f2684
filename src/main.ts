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

/** A reader that has left (`list faults | head -1`, `serve | grep -m1 ready`) ends no command. */
function onWriteError(error: Error): void {
  if (errorCode(error) === 'EPIPE') return;
  stderr.write(`Failed to write the output: ${error.message}\n`);
  process.exit(2);
}
for (const stream of [stdout, stderr]) stream.on('error', onWriteError);

// A command may wait for nothing but a timer of the clock; without this Node would end it with exit code 13.
const release = keepProcessAlive();
const code = await run(process.argv.slice(2), terminal);
release();
stdout.write('', () => process.exit(code));

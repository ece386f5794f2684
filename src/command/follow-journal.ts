import { type ControlAddress, credentialOf } from '../control/connect.ts';
import { UsageError } from '../lib/errors.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';

/** Prints the data of one server-sent event. */
function printEvent(lines: readonly string[], terminal: Terminal): void {
  for (const line of lines) if (line.startsWith('data: ')) terminal.out(`${line.slice('data: '.length)}\n`);
}

/** Prints journal entries as lines of JSON as they come, until a signal or the end of the gateway. */
export async function follow(
  address: ControlAddress,
  given: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<ExitCode> {
  const stop = new AbortController();
  void terminal.stopSignal(() => {}).then(() => stop.abort());
  const { url } = address;
  const events = new URL('/events', url);
  for (const [name, value] of Object.entries(given)) events.searchParams.set(name, String(value));
  const response = await fetch(events, { headers: credentialOf(address), signal: stop.signal });
  if (!response.ok || response.body === null)
    throw new UsageError(`Failed to read the events of ${url}: status ${response.status}`);
  let rest = '';
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      printEvent(lines, terminal);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return 0;
}

import { randomUUID } from 'node:crypto';
import { methodsOn } from '../control/methods.ts';
import { runChild } from '../drill/child.ts';
import { shownCommand } from '../drill/command-line.ts';
import { createOwnGateway, graceMs } from '../drill/own-gateway.ts';
import { makeRoots, type Roots } from '../drill/roots.ts';
import { Screen, sinkTo } from '../drill/screen.ts';
import type { DrillGateway } from '../drill-run/gateway-port.ts';
import { readAll } from '../gateway/read-scenarios.ts';
import { systemClock } from '../lib/clock.ts';
import type { Terminal } from '../lib/terminal.ts';
import type { DrillFile } from '../model/drill-file.ts';
import { variablesFor } from '../simulate/environment.ts';

/** A gateway of the drill's own, with the command that it serves. */
export interface Started {
  readonly gateway: DrillGateway;
  /** As reports show it. */
  readonly command: readonly string[];
  /** Aborted when the command has ended. */
  readonly ended: AbortSignal;
  /** Ends both. */
  close(): Promise<void>;
}

interface Setting {
  readonly terminal: Terminal;
  /** `apart`: standard output is for the report alone. */
  readonly output: 'through' | 'apart';
}

async function gatewayFor({ target }: DrillFile, roots: Roots, token: string, { terminal }: Setting) {
  const scenarios = await readAll([target.scenario], {}, 'default');
  const gateway = await createOwnGateway({
    ...{ scenarios, overrides: {}, env: terminal.env, roots, token, journalFile: null },
    log: { level: 'error', target: terminal.logTarget },
  });
  return { gateway, scenario: scenarios[0].scenario };
}

function runCommand(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  { terminal, output }: Setting,
) {
  const [stop, ended] = [new AbortController(), new AbortController()];
  const screen = new Screen({ ...terminal, live: false });
  const sinks = {
    out: sinkTo((text) => screen.write(output === 'apart' ? 'err' : 'out', text), null),
    err: sinkTo((text) => screen.write('err', text), null),
  };
  const running = runChild({
    ...{ command: [file, ...args], env, clock: systemClock, timeLimitMs: Number.MAX_SAFE_INTEGER },
    enough: new AbortController().signal,
    interrupts: { stop: stop.signal, hurry: new AbortController().signal },
    onOutput: (stream, chunk) => sinks[stream].write(chunk),
  });
  return { running, ended, stop };
}

/** Starts a gateway and the command that uses it. */
export async function startFor(
  drill: DrillFile,
  words: readonly string[],
  setting: Setting,
): Promise<Started> {
  const { env } = setting.terminal;
  const roots = makeRoots(env, 'badgateway', systemClock);
  const token = randomUUID();
  const { gateway, scenario } = await gatewayFor(drill, roots, token, setting);
  const place = { scenario, label: null, gateway, token, roots };
  const { running, ended, stop } = runCommand(words, { ...env, ...variablesFor(place, env) }, setting);
  let failure: unknown = null;
  const over = running
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => ended.abort());
  return {
    gateway: { ...methodsOn(gateway.steering), url: gateway.controlUrl, store: async () => 'there' },
    command: shownCommand(words, env, [scenario.inUse.platform]),
    ended: ended.signal,
    async close() {
      stop.abort();
      await over;
      await gateway.close(graceMs);
      roots.remove();
      // A program that could not be started is told by itself.
      if (failure !== null) throw failure;
    },
  };
}

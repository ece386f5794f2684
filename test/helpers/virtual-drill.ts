import { readFile } from 'node:fs/promises';
import { methodsOn } from '../../src/control/methods.ts';
import { checkDrill } from '../../src/drill-file/load.ts';
import { Runner } from '../../src/drill-run/runner.ts';
import { shippedDrill } from '../../src/gateway/library.ts';
import type { DrillRecord } from '../../src/model/drill-record.ts';
import { fixedClock } from './clock.ts';
import { type Chat, startGateway } from './gateway.ts';
import { outlast } from './observe.ts';
import { type Asked, makeCall, type Ways } from './virtual-client.ts';

/** The application of a drill: callers that call one after the other. */
export interface Crowd {
  readonly callers: number;
  /**
   * Milliseconds between two calls of a caller, and between those of two callers. A call that takes longer
   * leaves the next one out.
   */
  readonly everyMs: number;
  readonly apartMs: number;
  readonly over: 'http' | 'tls';
  /** Of the call with this number of its caller. */
  chat(call: number): Chat;
  ways(caller: number): Ways;
}

const nowhere = {
  get: () => Promise.reject(new Error('no probe of a shipped drill looks beyond the gateway')),
  run: () => Promise.reject(new Error('no probe of a shipped drill runs a command')),
};

/** A shipped drill from its first stage to its report, by a clock that a test moves. */
export async function playDrill(name: string, crowd: Crowd): Promise<DrillRecord> {
  const file = shippedDrill(name);
  const { drill } = await checkDrill(await readFile(file, 'utf8'), file);
  // Today: clients check the dates of certificates by their own clock.
  const clock = fixedClock(Date.now());
  const overrides = { platform: drill.target.inUse.platform.name, seed: '1' };
  const started = await startGateway({ clock, overrides });
  const { gateway, url, tlsUrl } = started;
  let state: 'playing' | 'over' = 'playing';
  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, () => resolve()));
  const call = async (place: number): Promise<void> => {
    const ways = crowd.ways(place);
    await pause(crowd.apartMs * place);
    const began = clock.now();
    for (let number = 1; state === 'playing'; number += 1) {
      const chat = { prompt: `question ${number} of caller ${place}`, ...crowd.chat(number) };
      const to = crowd.over === 'tls' ? { url: tlsUrl, ca: gateway.ca } : { url };
      const asked: Asked = { ...to, chat };
      const { got } = await makeCall(asked, ways, clock);
      const told = Number(got.at(-1)?.headers['retry-after'] ?? 0) * 1_000;
      const earliest = clock.now() - began + told + 30;
      await pause(Math.ceil(earliest / crowd.everyMs) * crowd.everyMs - (clock.now() - began));
    }
  };
  const runner = new Runner({
    ...{ drill, clock, outside: nowhere, version: 'test', command: null },
    gateways: [{ ...methodsOn(gateway.steering), url, store: async () => 'there' }],
    person: { confirms: async () => 'yes', onSignal: () => () => {} },
    commandEnded: new AbortController().signal,
    tell: () => {},
  });
  const callers = Array.from({ length: crowd.callers }, (_, place) => call(place));
  const [record] = await outlast(clock, runner.run());
  state = 'over';
  await outlast(clock, Promise.all(callers));
  await started.close();
  return record;
}

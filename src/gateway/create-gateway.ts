import type { Socket } from 'node:net';
import { type ControlParts, listenForControl } from '../control/listen.ts';
import type { OutcomeDesk } from '../control/outcome.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { createJournal, type Journal } from '../journal/journal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type ListenerParts, listen } from '../listener/listen.ts';
import type { Entry } from '../model/entry.ts';
import type { Connection } from '../model/facts.ts';
import { createFront } from '../request/app.ts';
import type { Lab } from '../tls/certificates/lab.ts';
import type { CorporateRoot } from '../tls/profiles.ts';
import { createAnswerSources } from './answer-source.ts';
import { ConnectionHandler, noticeTo } from './connection-handler.ts';
import { Exchange } from './exchange.ts';
import type { Library } from './library.ts';
import { Outcomes } from './outcomes.ts';
import { createRecorders } from './recorders.ts';
import { Runs } from './runs.ts';
import { unplayedTo } from './unplayed-recordings.ts';

export interface StartOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly controlHost: string;
  readonly controlPort: number;
  readonly labels: 'shown' | 'hidden';
  /** Gets every journal entry as a line of JSON. */
  readonly journalFile: string | null;
  /** Applications may say what they make of their calls; whoever knows this may. Absent: nobody. */
  readonly outcomeToken?: string;
  /** Told of every entry of the journal as it comes. */
  onEntry?(entry: Entry): void;
  readonly library: Library;
  /** Makes the certificates. */
  readonly lab: Lab;
  readonly corporateRoot: CorporateRoot;
  readonly log: Log;
  readonly clock: Clock;
}

export interface Gateway {
  readonly url: string;
  /** The same port, by a name that the certificate is for. */
  readonly tlsUrl: string;
  /** PEM of the root that a client has to trust; made when it is first asked for. */
  readonly ca: string;
  readonly controlUrl: string;
  /** `null`: without a token for it. */
  readonly outcomeUrl: string | null;
  readonly journal: Journal;
  /** Plays the new version of a scenario from its next request on; counters begin anew. */
  replace(compiled: CompiledScenario): void;
  /** Notes that a scenario was read again and not taken. */
  refuseReload(name: string, says: string): void;
  /** Lets answers under way finish for `graceMs`, ends what still hangs, frees the ports. */
  close(graceMs?: number): Promise<void>;
}

/** Entries and bytes of the journal that memory keeps. */
const journalBounds = { maxEntries: 10_000, maxBytes: 32 * 1_048_576 };

const defaultGraceMs = 3_000;

/** `::1` → `[::1]`; an address that stands for all is reached through loopback. */
function authorityOf(host: string, port: number): string {
  const reachable =
    { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `${reachable}:${port}`;
}

/** By name where the name leads there: clients then send it in their ClientHello (RFC 6066 section 3). */
function tlsUrlOf(host: string, port: number): string {
  const loopback = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host);
  return `https://${authorityOf(loopback ? 'localhost' : host, port)}`;
}

type Urls = Pick<Gateway, 'url' | 'tlsUrl' | 'controlUrl' | 'outcomeUrl'>;

/** Where it is reached, now that the ports are known. */
function urlsOf({ host, controlHost, outcomeToken }: StartOptions, port: number, controlPort: number): Urls {
  const controlUrl = `http://${authorityOf(controlHost, controlPort)}`;
  return {
    url: `http://${authorityOf(host, port)}`,
    tlsUrl: tlsUrlOf(host, port),
    controlUrl,
    outcomeUrl: outcomeToken === undefined ? null : `${controlUrl}/outcome/${outcomeToken}`,
  };
}

/** Both listeners, or none: a taken control port frees the data port again. */
async function open(parts: ListenerParts, controlParts: ControlParts) {
  const listener = await listen(parts);
  try {
    return { listener, control: await listenForControl(controlParts) };
  } catch (error) {
    await listener.close(0);
    throw error;
  }
}

function openJournal({ log, journalFile: file, onEntry = () => {} }: StartOptions): Journal {
  const onFileError = (message: string) => log.error({}, message);
  return createJournal({ ...journalBounds, file, onFileError, onEntry });
}

/** What applications say of their calls, and where they say it; `null`: nobody asked for it. */
function outcomesOf({ clock, library, outcomeToken: token }: StartOptions, journal: Journal) {
  if (token === undefined) return null;
  const outcomes = new Outcomes();
  const nobody = { scenario: library.primary.scenario.name, label: '', call: null };
  const desk: OutcomeDesk = {
    token,
    tell(outcome, name) {
      const call = outcomes.take(name);
      if (call === null && name !== null) return 'unknown-call';
      journal.append({ kind: 'outcome', at: clock.now(), ...(call ?? nobody), outcome });
      return 'taken';
    },
  };
  return { outcomes, desk };
}

/** What the control listener needs to know. */
function controlOf(
  options: StartOptions,
  outcomes: OutcomeDesk | null,
  isDraining: () => boolean,
): ControlParts {
  const { controlHost: host, controlPort: port } = options;
  return { host, port, outcomes, isReady: () => !isDraining() };
}

/** Builds each part once and wires them; the only place that knows them all. */
export async function start(options: StartOptions): Promise<Gateway> {
  const { host, port, clock, library, lab, corporateRoot, log, labels } = options;
  let state: 'ready' | 'draining' = 'ready';
  const journal = openJournal(options);
  const { outcomes = null, desk = null } = outcomesOf(options, journal) ?? {};
  const notice = noticeTo(journal, clock);
  const sources = createAnswerSources(clock);
  const recorders = createRecorders(clock, library.given, (message) => log.error({}, message));
  const tapes = unplayedTo(notice, log);
  const runs = new Runs({ clock, notice, sourceOf: sources.of, recorderOf: recorders.of, over: tapes.tell });
  const connections = new WeakMap<Socket, Connection>();
  const shared = { clock, library, runs, journal, lab, corporateRoot, log, connections };
  const connectionHandler = new ConnectionHandler({ ...shared, closeIdle: () => listener.closeIdle() });
  const { foresees } = connectionHandler;
  const isDraining = () => state === 'draining';
  const exchange = new Exchange({ ...shared, labels, foresees, outcomes, isDraining });
  const { app: handle, classes } = createFront(exchange.handle);
  const parts = { ...connectionHandler, host, port, clock, connections, lab, classes, handle };
  const { listener, control } = await open(parts, controlOf(options, desk, isDraining));
  return {
    ...urlsOf(options, listener.port, control.port),
    get ca() {
      return lab.root();
    },
    journal,
    replace(compiled) {
      const { name } = compiled.scenario;
      library.replace(compiled);
      sources.forget(name);
      if (compiled.hasConnectionRules) listener.closeIdle();
      notice(name, '', 'reloaded', `read again; the counters of ${runs.forget(name)} runs begin anew`);
    },
    refuseReload: (name, says) => notice(name, '', 'reload-refused', says),
    async close(graceMs = defaultGraceMs) {
      state = 'draining';
      await listener.close(graceMs);
      sources.close();
      const written = exchange.idle().then(async () => {
        if (runs.close() === 0) tapes.unasked(library.primary.scenario);
        await Promise.all([recorders.close(), journal.close(), log.flush()]);
      });
      // A disk or a pipe that takes nothing must not keep the process.
      const patience = new Promise<void>((resolve) => clock.after(defaultGraceMs, resolve));
      await Promise.all([control.close(), Promise.race([written, patience])]);
    },
  };
}

import type { Socket } from 'node:net';
import { type ControlParts, type Health, listenForControl } from '../control/listen.ts';
import type { CompiledScenario } from '../engine/compiled-scenario.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createLog } from '../lib/log.ts';
import { createManualClock } from '../lib/manual-clock.ts';
import { listen } from '../listener/listen.ts';
import type { ListenerParts } from '../listener/listener-parts.ts';
import type { Connection } from '../model/facts.ts';
import { createFront } from '../request/app.ts';
import { isSecret } from '../secrets/names.ts';
import { createRedactor } from '../secrets/redact.ts';
import { createAnswerSources } from './answer-source.ts';
import { type BodyTexts, createBodyTexts } from './body-texts.ts';
import { ConnectionHandler } from './connection-handler.ts';
import { createGatewayLab } from './create-lab.ts';
import { createSteering } from './create-steering.ts';
import { Exchange } from './exchange.ts';
import { FaultControl } from './fault-control.ts';
import type { Gateway, GatewayParts, GatewaySettings, RunningGateway } from './gateway.ts';
import type { KeptParts, KeptState } from './kept-state.ts';
import { createLibrary, type Library } from './library.ts';
import { noteClockSteps } from './note-clock-steps.ts';
import { noticeTo } from './notices.ts';
import { fileErrorsTo, openJournal } from './open-journal.ts';
import { openStore } from './open-store.ts';
import { createOutcomeReports } from './outcome-reports.ts';
import { sharedOverrides } from './read-scenarios.ts';
import { createRecorders } from './recorders.ts';
import { Runs } from './runs.ts';
import { spoken } from './spoken-versions.ts';
import type { RuleSteering } from './steer-rules.ts';
import { unplayedTo } from './unplayed-recordings.ts';
import { urlsOf } from './urls.ts';
import { withTraces } from './with-traces.ts';

const defaultGraceMs = 3_000;

/** Both listeners, or none: a taken control port frees the data port again. */
async function openListeners(parts: ListenerParts, controlParts: ControlParts) {
  const listener = await listen(parts);
  try {
    return { listener, control: await listenForControl(controlParts) };
  } catch (error) {
    await listener.close(0);
    throw error;
  }
}

/** A start without it loads nothing of it. */
async function openState(parts: KeptParts): Promise<KeptState> {
  const { KeptState: Opened } = await import('./kept-state.ts');
  return new Opened(parts);
}

type Parts = Pick<Foundation, 'movable' | 'clock' | 'sockets' | 'journal' | 'log' | 'library'>;

/** What keeps the state of scenarios: answer sources, recorders, and the runs that use them. */
async function createState(given: GatewayParts, parts: Parts) {
  const { scenarios, settings } = given;
  const { clock, sockets, journal, log, library } = parts;
  const shared = await openStore(given, parts);
  const notice = noticeTo(journal, clock);
  const sources = createAnswerSources(clock);
  const recorders = createRecorders(clock, scenarios, fileErrorsTo(settings, log));
  const unplayed = unplayedTo(notice, log);
  const faults = new FaultControl(settings.latch, sockets);
  const { stateFile: file = null } = settings;
  const kept =
    file === null ? null : await openState({ file, clock: sockets, log, faults, runs: () => runs.all() });
  const runs: Runs = new Runs({
    clock,
    faults: shared?.switchOf(faults) ?? faults,
    kept,
    shared,
    notice,
    bodies: (settings.journalBodies ?? 0) > 0 ? 'kept' : 'not-kept',
    sourceOf: sources.of,
    recorderOf: recorders.of,
    over: unplayed.tell,
  });
  await kept?.start();
  await shared?.latch(faults, sockets);
  const endNotes = noteClockSteps({ clock: sockets, journal, log, library });
  return { notice, sources, recorders, unplayed, runs, faults, kept, shared, endNotes };
}

type State = Awaited<ReturnType<typeof createState>>;

interface Replacing {
  readonly library: Library;
  readonly state: State;
  readonly rules: RuleSteering;
}

/** The next request plays the new version. */
function replaceScenario(
  compiled: CompiledScenario,
  says: string,
  { library, state: { notice, recorders, runs }, rules }: Replacing,
): void {
  const { name } = compiled.scenario;
  recorders.open(compiled.scenario);
  rules.forget(name);
  library.replace(compiled);
  for (const run of runs.matching(name)) run.revise(compiled);
  notice(name, '', 'reloaded', says);
}

/** What a gateway is closed with. */
interface Closing {
  readonly clock: Clock;
  closeData(graceMs: number): Promise<void>;
  closeControl(): Promise<void>;
  /** Writes out what was seen, once no request is under way. */
  finish(): Promise<void>;
}

async function closeGateway({ clock, closeData, closeControl, finish }: Closing, graceMs: number) {
  await closeData(graceMs);
  // A disk or a pipe that takes nothing must not keep the process.
  const timeout = new Promise<void>((resolve) => clock.after(defaultGraceMs, resolve));
  await Promise.all([closeControl(), Promise.race([finish(), timeout])]);
}

/** The gateway's own tokens are secrets too. */
function bodyTexts({ journalBodies = 0, controlToken, outcomeToken }: GatewaySettings): BodyTexts {
  return createBodyTexts(
    journalBodies,
    [controlToken, outcomeToken].filter((token) => typeof token === 'string'),
  );
}

/**
 * `sockets`: the same time, but what waits for bytes waits by the machine's: a clock that is moved makes no
 * client late.
 */
function clocksOf({ clock: kind = 'system' }: GatewaySettings, given: Clock = systemClock) {
  if (kind === 'system') return { movable: null, clock: given, sockets: given };
  const movable = createManualClock();
  return { movable, clock: movable, sockets: { ...systemClock, now: movable.now, wall: movable.wall } };
}

/** What needs no port: the log, the scenarios, the certificates and the journal. */
async function createFoundation({ scenarios, overrides, settings, certificates, ...parts }: GatewayParts) {
  const { movable, clock, sockets } = clocksOf(settings, parts.clock);
  const { text: redact } = createRedactor(scenarios.map(({ scenario }) => scenario.inUse.platform));
  const log = createLog({ ...parts.logging, clock, redact, isSecret: (field) => isSecret('log', field) });
  const shared = sharedOverrides(overrides);
  const library = createLibrary(scenarios, shared);
  const { lab, caFile } = await createGatewayLab(certificates);
  const corporateRoot = certificates.corporateRoot ?? (caFile === null ? 'secret' : 'given-out');
  const journal = openJournal(settings, log);
  const foundation = {
    movable,
    clock,
    sockets,
    log,
    overrides: shared,
    library,
    caFile,
    corporateRoot,
    journal,
  };
  return { ...foundation, lab: parts.lab ?? lab, bodyOf: bodyTexts(settings) };
}

type Foundation = Awaited<ReturnType<typeof createFoundation>>;

/** Writes out what was seen. */
async function finish(
  { library, journal, log }: Omit<Foundation, 'caFile'>,
  { runs, unplayed, recorders, kept, faults, shared, endNotes }: State,
): Promise<void> {
  faults.close();
  endNotes();
  // Before its runs are over.
  await kept?.close();
  if (runs.close() === 0) unplayed.unasked(library.primary.scenario);
  await Promise.all([recorders.close(), journal.close(), shared?.close(), log.flush()]);
}

function controlSettings({ settings, certificates: { tlsNames = [] } }: GatewayParts) {
  const { controlHost: host, controlPort: port, controlToken: token } = settings;
  return { host, port, token, names: tlsNames };
}

function healthOf(phase: Health['phase'], { shared }: State): Health {
  return shared === null ? { phase } : { phase, store: shared.health };
}

/** Builds each part once and wires them: the only place that knows them all. Rejects when a port is taken. */
export async function createGateway(parts: GatewayParts): Promise<RunningGateway> {
  const { caFile, ...foundation } = await createFoundation(parts);
  const { clock, sockets, library, lab, log, journal } = foundation;
  const state = await createState(parts, foundation);
  const { labels, host, port, controlToken, outcomeToken } = parts.settings;
  const taking = { ...foundation, requests: () => exchange.requests };
  const { desk, ...reports } = createOutcomeReports(outcomeToken, taking);
  let phase: 'ready' | 'draining' = 'ready';
  const isDraining = () => phase === 'draining';
  const connections = new WeakMap<Socket, Connection>();
  const shared = { ...foundation, runs: state.runs, faults: state.faults, connections };
  const handler = new ConnectionHandler({ ...shared, closeIdle: () => listener.closeIdle() });
  const { affectsNextConnection } = handler;
  const exchange = new Exchange({ ...shared, ...reports, labels, affectsNextConnection, isDraining });
  const { app: handle, classes } = createFront(exchange.handle);
  const { steering, rules } = createSteering({
    ...{ ...foundation, ...state, ...reports, clock: sockets, ruleClock: clock },
    ...{ closeIdle: () => listener.closeIdle(), connections: () => listener.connections },
    exchange,
    notice: (scenario, says, label = '', kind = 'steered') => state.notice(scenario, label, kind, says),
  });
  const { listener, control } = await openListeners(
    { ...handler, ...spoken(parts, exchange), host, port, clock: sockets, connections, lab, classes, handle },
    { ...controlSettings(parts), outcomes: desk, steering, health: () => healthOf(phase, state) },
  );
  const closing: Closing = {
    clock,
    async closeData(graceMs) {
      phase = 'draining';
      await listener.close(graceMs);
      state.sources.close();
    },
    closeControl: control.close,
    finish: () => exchange.inFlight.idle().then(() => finish(foundation, state)),
  };
  const gateway: Gateway = {
    ...urlsOf(parts.settings, listener.port, control.port),
    ...{ controlToken, steering, journal },
    get ca() {
      return lab.root();
    },
    replace(compiled, says) {
      replaceScenario(compiled, says, { library, state, rules });
      if (compiled.hasConnectionRules) listener.closeIdle();
    },
    refuseReload: (name, says) => state.notice(name, '', 'reload-refused', says),
    close: (graceMs = defaultGraceMs) => closeGateway(closing, graceMs),
  };
  return withTraces({ gateway, library, log, caFile }, { ...parts, clock: sockets });
}

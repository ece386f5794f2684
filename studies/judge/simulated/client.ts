import type { Luck } from '../../../src/lib/luck.ts';
import type { ConnectionFacts, ConnectionUse } from '../../../src/model/facts.ts';
import { connectionFacts, someTime } from '../../../test/helpers/facts.ts';
import { type Agenda, known, type Life, Signal } from './agenda.ts';
import type { Asked, Exchange, Gateway, Met } from './gateway.ts';

export const between = (luck: Luck, from: number, to: number) => from + luck() * (to - from);
/** A whole number; both ends are included. */
export const whole = (luck: Luck, from: number, to: number) => Math.floor(between(luck, from, to + 1));
export const pick = <Item>(luck: Luck, items: readonly Item[]) =>
  items[whole(luck, 0, items.length - 1)] as Item;

/** One run: its time, its gateway, and the numbers that are given out. */
export interface World {
  readonly agenda: Agenda;
  readonly gateway: Gateway;
  readonly luck: Luck;
  connections: number;
  calls: number;
  /** Those that have brought a request, of all clients; a client that has closed one has taken it out. */
  readonly used: Set<Connection>;
}

interface Connection {
  readonly facts: ConnectionFacts;
  /** Endless while it has a request. */
  idleSince: number;
  /** When it is closed, for want of a request; endless while it has one. */
  keptUntil: number;
}

export interface Connecting {
  /** How long (ms) an idle connection is kept; 0: each request has its own. */
  readonly keptMs: number;
  /** Connections that are opened before there is a request. */
  readonly opened: number;
}

/** A request that was sent, until its client knows what it met. */
export class Flight extends Signal {
  met: Met | null = null;
  exchange: Exchange | null = null;
  state: 'under-way' | 'cancelled' = 'under-way';

  readonly connection: Connection;

  constructor(connection: Connection) {
    super();
    this.connection = connection;
  }
}

/** The gateway takes a connection for idle after so many milliseconds. */
const knownIdleMs = 30;

/** One process with a pool of connections: the connection that was used last is used next. */
export class Client {
  readonly #world: World;
  readonly #keptMs: number;
  readonly #idle: Connection[] = [];

  constructor(world: World, { keptMs, opened }: Connecting) {
    this.#world = world;
    this.#keptMs = keptMs;
    for (let n = 0; n < opened; n += 1) this.#idle.push(this.#open());
  }

  #open(): Connection {
    const world = this.#world;
    world.connections += 1;
    const { agenda, connections, luck } = world;
    const at = someTime + agenda.now + between(luck, 0, 0.5);
    return {
      facts: { ...connectionFacts, connection: connections, at },
      ...{ idleSince: agenda.now, keptUntil: agenda.now + this.#keptMs },
    };
  }

  #take(): Connection {
    const { now } = this.#world.agenda;
    const idle = this.#idle.pop();
    const taken = idle !== undefined && now <= idle.keptUntil ? idle : this.#open();
    taken.idleSince = Number.POSITIVE_INFINITY;
    taken.keptUntil = Number.POSITIVE_INFINITY;
    return taken;
  }

  /** As the gateway sees it when a request comes on a connection. */
  #use(connection: Connection): ConnectionUse {
    const { used, agenda } = this.#world;
    if (used.has(connection)) return 'again';
    let others = 0;
    for (const { idleSince, keptUntil } of used)
      if (keptUntil >= agenda.now && idleSince <= agenda.now - knownIdleMs) others += 1;
    used.add(connection);
    if (others === 0) return 'first';
    return others === 1 ? 'first-beside-another' : 'first-beside-others';
  }

  send(asked: Asked): Flight {
    const { agenda, gateway, luck } = this.#world;
    const connection = this.#take();
    const flight = new Flight(connection);
    const land = () => {
      if (flight.state === 'cancelled') return;
      const { met } = flight.exchange as Exchange;
      connection.idleSince = agenda.now;
      connection.keptUntil = met.ending === 'severed' ? agenda.now : agenda.now + this.#keptMs;
      if (met.ending !== 'severed' && this.#keptMs > 0) this.#idle.push(connection);
      flight.met = met;
      flight.give();
    };
    agenda.at(agenda.now + between(luck, 0.5, 3), () => {
      if (flight.state === 'cancelled') return;
      const exchange = gateway.receive(asked, connection.facts, this.#use(connection), agenda.now);
      flight.exchange = exchange;
      agenda.at(exchange.endsAt, () => {
        exchange.end(exchange.endsAt, 'gateway');
        agenda.at(agenda.now + between(luck, 0.2, 3), land);
      });
    });
    return flight;
  }

  /** Closes its connection. */
  cancel(flight: Flight): void {
    const { agenda, luck } = this.#world;
    flight.state = 'cancelled';
    agenda.at(agenda.now + between(luck, 0.2, 3), () => {
      flight.connection.keptUntil = agenda.now;
      flight.exchange?.end(agenda.now, 'left');
    });
  }

  *ask(asked: Asked): Life<Met> {
    const flight = this.send(asked);
    yield known(flight);
    return flight.met as Met;
  }
}

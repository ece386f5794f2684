import { run } from '../../src/command/program.ts';
import { connectGateway } from '../../src/control/connect.ts';
import { methodsOn } from '../../src/control/methods.ts';
import type { Operation } from '../../src/control/operation.ts';
import { operations } from '../../src/control/operations/index.ts';
import type { Terminal } from '../../src/lib/terminal.ts';
import type { StartedGateway } from './gateway.ts';

export type Input = Readonly<Record<string, unknown>>;
/** Carries out an operation and answers what it says. */
export type Way = (name: string, input?: Input) => Promise<unknown>;

export const token = 'a-token-of-this-test';
const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function byMethods(methods: object): Way {
  return (name, input) =>
    (methods as Record<string, (input?: Input) => Promise<unknown>>)[name]?.(input) ??
    Promise.reject(new Error(name));
}

/** `badgateway ctl`, in this process. */
function byCommand(url: string): Way {
  return async (name, input = {}) => {
    const operation = operations.find((each) => each.name === name) as unknown as Operation;
    const { command } = operation;
    const words = Object.entries(input).flatMap(([key, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return key === command.argument ? [text] : [`--${kebab(key)}`, text];
    });
    const [out, err]: [string[], string[]] = [[], []];
    const terminal: Terminal = {
      ...{ out: (text) => void out.push(text), err: (text) => void err.push(text) },
      ...{ logTarget: { write: () => true }, env: {}, columns: 0, colour: false },
      ...{ stopSignal: () => new Promise(() => {}), onStatusSignal: () => {}, onFaultStopSignal: () => {} },
    };
    const address = ['--control-url', url, '--control-token', token];
    const code = await run(['ctl', command.name, ...words, ...address, '--json'], terminal);
    if (code === 2) throw new Error(err.join(''));
    return JSON.parse(out.join(''));
  };
}

export const ways: readonly [string, (gateway: StartedGateway['gateway']) => Way][] = [
  ['methods', ({ steering }) => byMethods(methodsOn(steering))],
  ['HTTP', ({ controlUrl: url }) => byMethods(connectGateway({ url, token }))],
  ['badgateway ctl', ({ controlUrl }) => byCommand(controlUrl)],
];

import { readInput } from './input.ts';
import { type Carry, type Methods, methodsBy } from './methods.ts';
import type { Operation } from './operation.ts';
import type { Problem } from './problem.ts';
import { ControlError } from './steering.ts';

/** Where a gateway is steered. */
export interface ControlAddress {
  /** Of the control listener: `http://127.0.0.1:4011`. */
  readonly url: string;
  /** `null`: it asks for none. */
  readonly token: string | null;
}

type Given = Readonly<Record<string, unknown>>;

/** The header field that every path but `/health` asks for. */
export function credentialOf({ token }: ControlAddress): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** The URL with the members of the input that are neither in the path nor the body. */
function urlOf({ url }: ControlAddress, { path, body }: Operation, given: Given): URL {
  const inPath = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(textOf(given[name])));
  const made = new URL(inPath, url);
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && body !== '*' && name !== body && !path.includes(`{${name}}`))
      made.searchParams.set(name, textOf(value));
  return made;
}

function bodyOf({ body, path }: Operation, given: Given): unknown {
  if (body !== '*') return body === undefined ? undefined : given[body];
  return Object.fromEntries(Object.entries(given).filter(([name]) => !path.includes(`{${name}}`)));
}

async function refusalOf(response: Response): Promise<ControlError> {
  const text = await response.text();
  try {
    const { detail, mistakes } = JSON.parse(text) as Problem;
    return new ControlError(response.status, detail, mistakes);
  } catch {
    return new ControlError(response.status, `${response.url} answered ${response.status}: ${text}`);
  }
}

function carriedTo(address: ControlAddress): Carry {
  return async (operation, given) => {
    // What is wrong is refused here as it would be there; a path with a hole in it would be another one.
    readInput(operation.input, given);
    const body = bodyOf(operation, given);
    const response = await fetch(urlOf(address, operation, given), {
      method: operation.method.toUpperCase(),
      headers: {
        ...credentialOf(address),
        ...(body === undefined ? {} : { 'Content-Type': 'application/yaml' }),
      },
      ...(body === undefined ? {} : { body: textOf(body) }),
    });
    if (!response.ok) throw await refusalOf(response);
    return response.json();
  };
}

/** The methods of a gateway in another process. They reject with the text that its control API answers. */
export function connectGateway(address: ControlAddress): Methods {
  return methodsBy(carriedTo(address));
}

/** What the control API refused, in its words. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The header field that all but the page itself asks for. */
export function credentialOf(token: string | null): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const text = await answer.text();
  try {
    const { detail } = JSON.parse(text) as { readonly detail: string };
    return new Refusal(answer.status, detail);
  } catch {
    return new Refusal(answer.status, `the gateway answered ${answer.status}`);
  }
}

export type Query = Readonly<Record<string, string | number | null>>;

function pathWith(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return search.size === 0 ? path : `${path}?${search}`;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH';

/** Carries out an operation of the control API; members that are `null` are left out. */
export async function ask<Answer>(
  token: string | null,
  method: Method,
  path: string,
  query: Query = {},
): Promise<Answer> {
  const answer = await fetch(pathWith(path, query), { method, headers: credentialOf(token) });
  if (!answer.ok) throw await refusalOf(answer);
  return answer.json() as Promise<Answer>;
}

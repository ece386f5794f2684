import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';

export interface CurlRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Further lines of curl's configuration file, such as `max-time = 1`. */
  readonly config?: readonly string[];
}

export interface CurlReply {
  /** What curl itself ends with: 0, 52 for an empty reply, 56 for RST, … */
  readonly exit: number;
  /** `HTTP/1.1 429 Too Many Requests`; empty where no head came. */
  readonly statusLine: string;
  readonly status: number;
  /** Name and value as they were on the wire, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly connections: number;
}

/** A value of curl's configuration file. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function configOf({ url, method, headers = {}, body, config = [] }: CurlRequest, mark: string): string {
  return [
    `url = ${quoted(url)}`,
    'include',
    'silent',
    'no-buffer',
    ...(method === undefined ? [] : [`request = ${quoted(method)}`]),
    ...Object.entries(headers).map(([name, value]) => `header = ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`data-binary = ${quoted(body)}`]),
    ...config,
    `write-out = "\\n${mark} %{exitcode} %{num_connects}\\n${mark}"`,
  ].join('\n');
}

function replyOf(bytes: Buffer, exit: number, connections: number): CurlReply {
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  return {
    exit,
    statusLine,
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers: lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    }),
    body: bytes.subarray(end === -1 ? bytes.length : end + 4),
    connections,
  };
}

/** Sends all requests with one curl process, one after the other, and keeps what each of them saw. */
export function curlAll(requests: readonly CurlRequest[]): Promise<CurlReply[]> {
  const mark = randomUUID();
  const child = spawn('curl', ['--disable', '--config', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(requests.map((request) => configOf(request, mark)).join('\nnext\n'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      const out = Buffer.concat(chunks).toString('latin1');
      // What curl saw, then its own words: `\nMARK exit connections\nMARK`.
      const form = new RegExp(`(.*?)\\n${mark} (\\d+) (\\d+)\\n${mark}`, 'gs');
      const replies = [...out.matchAll(form)].map(([, seen = '', exit, connections]) =>
        replyOf(Buffer.from(seen, 'latin1'), Number(exit), Number(connections)),
      );
      if (replies.length === requests.length) resolve(replies);
      else reject(new Error(`curl told of ${replies.length} of ${requests.length} requests: ${out}`));
    });
  });
}

export async function curl(request: CurlRequest): Promise<CurlReply> {
  const [reply] = await curlAll([request]);
  if (reply === undefined) throw new Error('curl told nothing');
  return reply;
}

/** The first value of a field, by any case of its name. */
export function fieldOf({ headers }: Pick<CurlReply, 'headers'>, name: string): string | undefined {
  return headers.find(([field]) => field.toLowerCase() === name.toLowerCase())?.[1];
}

import { StringDecoder } from 'node:string_decoder';
import type { Terminal } from '../command/terminal.ts';
import type { OutputStream } from './child.ts';

/** Where a status line is, and where the columns of the terminal are not known. */
const clearLine = '\r\x1b[2K';
const usualColumns = 80;

/** Characters of a line that are held back for its end to come. */
const longestLine = 16_384;

type Output = Pick<Terminal, 'out' | 'err' | 'columns'> & { readonly live: boolean };

/** Results and complaints, with one line of status below them where a person looks on. */
export class Screen {
  readonly #output: Output;
  #status = '';
  #atLineStart = true;

  /** `live`: standard error is a terminal. */
  constructor(output: Output) {
    this.#output = output;
  }

  write(stream: OutputStream, text: string): void {
    if (text === '') return;
    this.#erase();
    this.#output[stream](text);
    this.#atLineStart = text.endsWith('\n');
    this.#draw();
  }

  /** Empty: none. */
  status(line: string): void {
    this.#erase();
    this.#status = line.slice(0, (this.#output.columns || usualColumns) - 1);
    this.#draw();
  }

  /** A line of somebody else's that has no end so far is not written into. */
  get #isDrawn(): boolean {
    return this.#output.live && this.#atLineStart && this.#status !== '';
  }

  #erase(): void {
    if (this.#isDrawn) this.#output.err(clearLine);
  }

  #draw(): void {
    if (this.#isDrawn) this.#output.err(this.#status);
  }
}

/** Where the bytes of a command's stream go. */
export interface Spout {
  write(chunk: Buffer): void;
  end(): void;
}

/** `prefix` begins each line, where commands run beside each other; `null`: as it comes. */
export function spoutTo(write: (text: string) => void, prefix: string | null): Spout {
  const decoder = new StringDecoder('utf8');
  if (prefix === null)
    return { write: (chunk) => write(decoder.write(chunk)), end: () => write(decoder.end()) };
  let line = '';
  const take = (text: string) => {
    const lines = `${line}${text}`.split('\n');
    line = lines.pop() ?? '';
    while (line.length > longestLine) {
      lines.push(line.slice(0, longestLine));
      line = line.slice(longestLine);
    }
    write(lines.map((whole) => `${prefix}${whole}\n`).join(''));
  };
  return {
    write: (chunk) => take(decoder.write(chunk)),
    end() {
      take(decoder.end());
      if (line !== '') take('\n');
    },
  };
}

import { StringDecoder } from 'node:string_decoder';
import type { Terminal } from '../lib/terminal.ts';
import type { OutputStream } from './child.ts';

/** Where a status line is, and where the columns of the terminal are not known. */
const clearLine = '\r\x1b[2K';
const usualColumns = 80;

/** Characters of a line that are held back for its end to come. */
const maxLine = 16_384;

type Output = Pick<Terminal, 'out' | 'err' | 'columns'> & { readonly live: boolean };

/** Results and complaints, with one line of status below them where a person looks on. */
export class Screen {
  readonly #output: Output;
  #status = '';
  /** Streams whose last line has no end so far. */
  readonly #open = new Set<OutputStream>();

  /** `live`: standard error is a terminal. */
  constructor(output: Output) {
    this.#output = output;
  }

  /** As it comes. */
  write(stream: OutputStream, text: string): void {
    if (text === '') return;
    this.#erase();
    this.#output[stream](text);
    if (text.endsWith('\n')) this.#open.delete(stream);
    else this.#open.add(stream);
    this.#draw();
  }

  /** Whole lines of our own; a line of somebody else's is ended first. */
  lines(stream: OutputStream, text: string): void {
    const isOpen = this.#output.live ? this.#open.size > 0 : this.#open.has(stream);
    if (this.#output.live) this.#open.clear();
    this.write(stream, `${isOpen ? '\n' : ''}${text}`);
  }

  /** Empty: none. */
  status(line: string): void {
    this.#erase();
    this.#status = line.slice(0, (this.#output.columns || usualColumns) - 1);
    this.#draw();
  }

  get #isDrawn(): boolean {
    return this.#output.live && this.#open.size === 0 && this.#status !== '';
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
    while (line.length > maxLine) {
      lines.push(line.slice(0, maxLine));
      line = line.slice(maxLine);
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
